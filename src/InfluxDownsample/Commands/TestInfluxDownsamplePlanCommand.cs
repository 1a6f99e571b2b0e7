using System.Management.Automation;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Plans;
using InfluxDownsample.Errors;
using InfluxDownsample.Files;
using InfluxDownsample.Pipeline;
using InfluxDownsample.Plans;

namespace InfluxDownsample.Commands;

/// <summary>
/// Looks what is wrong with plan files: without a server, or with <c>-Online</c> by asking the servers too. Nothing is written and nothing in a plan is run.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "InfluxDownsamplePlan", DefaultParameterSetName = ByPath)]
[OutputType(typeof(InfluxPlanFinding), typeof(bool))]
public sealed class TestInfluxDownsamplePlanCommand : InfluxCommand
{
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";

    /// <summary>The plans; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByPath,
        HelpMessage = "Plan files, psd1 or JSON; wildcards are allowed.")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The plans by their very names, as piped files have them.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath,
        HelpMessage = "Plan files by their very names, without wildcards.")]
    [Alias("FullName", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Ask the servers too.</summary>
    [Parameter(HelpMessage = "Ask the servers too: connections, measurements, columns, what the targets are.")]
    public SwitchParameter Online { get; set; }

    /// <summary>Give true for a plan without errors, else false, and no findings.</summary>
    [Parameter(HelpMessage = "Give true for a plan without errors, else false, and no findings.")]
    public SwitchParameter Quiet { get; set; }

    private protected override bool AreInputsIndependent => true;

    private protected override void Process()
    {
        foreach (string file in ParameterSetName == ByPath ? FilePaths.Resolve(this, Path) : FilePaths.ResolveLiterally(this, LiteralPath))
        {
            try
            {
                Test(file);
            }
            catch (InfluxException failure)
            {
                WriteError(ErrorRecords.From(failure));
            }
        }
    }

    private void Test(string file)
    {
        PlanDocument document = PlanDocument.Read(file);
        if (document.Plan is { } plan)
        {
            using var session = new PlanSession(
                plan, document, new Dictionary<string, object>(), (EngineIntrinsics)SessionState.PSVariable.GetValue("ExecutionContext"));
            session.Check(isRun: false);
            if (Online && !document.Findings.HasErrors)
            {
                Ask(session, document.Findings);
            }
        }

        if (Quiet)
        {
            WriteObject(!document.Findings.HasErrors);
            return;
        }

        foreach (PlanFinding finding in document.Findings.All)
        {
            WriteObject(new InfluxPlanFinding(document.File, finding));
        }
    }

    private void Ask(PlanSession session, PlanFindings findings)
    {
        var servers = new PlanServerCheck(session.Connections, findings);
        IReadOnlyList<PlanJob> jobs = session.Expand(
            (job, place) => WaitFor(async token => await servers.ReadTablesAsync(job, place, token)),
            (job, failure) => findings.Error(job.Named.Node, failure),
            (named, warning) => findings.Warning(named.Node, warning));
        WaitFor(async token =>
        {
            await servers.RunAsync(jobs, token);
            return true;
        });
    }
}
