using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.Completion;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Plans;
using InfluxDownsample.Core.Plans.Rehearsal;
using InfluxDownsample.Errors;
using InfluxDownsample.Files;
using InfluxDownsample.Plans;

namespace InfluxDownsample.Downsampling;

/// <content>Plan files: jobs in tiers, each made of what the one below has completed.</content>
public abstract partial class DownsampleCommand
{
    private const string Planned = "Path";
    private const string PlannedLiterally = "LiteralPath";

    /// <summary>Plan files (psd1 or JSON); wildcards are allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Planned, HelpMessage = "Plan files, psd1 or JSON; wildcards are allowed.")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Plan files by their very names, without wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PlannedLiterally, HelpMessage = "Plan files by their very names, without wildcards.")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The jobs of a plan by name (<c>measurement/tier</c>), by tier or by measurement, wildcards allowed; left out, all.</summary>
    [Parameter(ParameterSetName = Planned, HelpMessage = "The jobs of a plan: measurement/tier, a tier or a measurement, wildcards allowed.")]
    [Parameter(ParameterSetName = PlannedLiterally, HelpMessage = "The jobs of a plan: measurement/tier, a tier or a measurement, wildcards allowed.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Job { get; set; }

    /// <summary>The job of a plan that is being worked on; null for one of no plan.</summary>
    private protected PlanJob? PlannedJob { get; private set; }

    /// <summary>Before a job of a plan is worked on.</summary>
    private protected virtual void PrepareTarget(PlanJob planned)
    {
    }

    private void RunPlans()
    {
        foreach (string file in ParameterSetName == Planned ? FilePaths.Resolve(this, Path) : FilePaths.ResolveLiterally(this, LiteralPath))
        {
            try
            {
                RunPlan(PlanDocument.Read(file));
            }
            catch (InfluxException failure)
            {
                // Other plans may be right.
                WriteError(ErrorRecords.From(failure));
            }
        }
    }

    private void RunPlan(PlanDocument document)
    {
        long start = Stopwatch.GetTimestamp();
        using PlanSession? session = document.Plan is { } plan ? new PlanSession(plan, document, _typed, Engine) : null;
        session?.Check(isRun: true);
        Report(document);
        if (session is null || document.Findings.HasErrors)
        {
            return;
        }

        List<(PlanJob Job, InfluxException Failure)> missing = [];
        IReadOnlyList<PlanJob> all = session.Expand(
            (_, place) => WaitFor(token => SourceTables.ReadAsync(place, token)),
            (job, failure) => missing.Add((job, failure)),
            (_, warning) => WriteWarning(warning));
        foreach ((PlanJob job, InfluxException failure) in missing.Where(one => IsPicked(one.Job)))
        {
            Refuse(failure, job);
        }

        PlanJob[] jobs = [.. all.Where(IsPicked)];
        CheckPicked(all.Concat(missing.Select(one => one.Job)));
        foreach (PlanJob job in jobs)
        {
            job.IsRun = true;
        }

        foreach (PlanJob job in jobs)
        {
            RunPlanned(job);
        }

        Summarize(document.File, jobs, Stopwatch.GetElapsedTime(start));
    }

    // A plan that is wrong in one place is not run in another: which of its tables depend on that place is not for a schedule to find out.
    private void Report(PlanDocument document)
    {
        foreach (PlanFinding finding in document.Findings.All)
        {
            string text = new InfluxPlanFinding(document.File, finding).ToString();
            if (finding.Severity == PlanSeverity.Warning)
            {
                WriteWarning(text);
            }
            else
            {
                WriteError(ErrorRecords.From(new InfluxException(finding.Id ?? InfluxErrorId.InvalidParameter, text)
                {
                    Target = string.Create(CultureInfo.InvariantCulture, $"{document.File}:{finding.Line}"),
                    Advice = "Test-InfluxDownsamplePlan says what is wrong with a plan, without running it.",
                }));
            }
        }
    }

    private bool IsPicked(PlanJob job) => Job is null || Array.Exists(Job, name => IsPicked(job, name));

    private static bool IsPicked(PlanJob job, string name)
    {
        WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
        return pattern.IsMatch(job.Name) || pattern.IsMatch(job.Tier.Name) || pattern.IsMatch(job.Measurement);
    }

    private void CheckPicked(IEnumerable<PlanJob> all)
    {
        PlanJob[] jobs = [.. all];
        foreach (string name in (Job ?? []).Where(name => !Array.Exists(jobs, job => IsPicked(job, name))))
        {
            WriteError(ErrorRecords.From(new InfluxException(
                InfluxErrorId.InvalidParameter, $"The plan has no job '{name}'. {NearNames.Suggest(name, jobs.Select(job => job.Name), "Jobs")}".TrimEnd())
            {
                Target = name,
            }));
        }
    }

    private void RunPlanned(PlanJob job)
    {
        if (!job.Parameters.Enabled)
        {
            WriteVerbose($"'{job.Name}' is left out: it is not enabled.");
            return;
        }

        PlannedJob = job;
        try
        {
            if (job.Problem is { } problem)
            {
                throw problem;
            }

            PrepareTarget(job);
        }
        catch (InfluxException failure)
        {
            Refuse(failure, job);
            PlannedJob = null;
            return;
        }

        Run(Complete(job.Job!));
        PlannedJob = null;
    }

    private void Refuse(InfluxException failure, PlanJob job)
    {
        PlannedJob = job;
        using var reader = new JobReader(job.Parameters);
        string source = job.Job is { } read ? $"{read.Source.Database}/{read.Source.Measurement}" : job.Measurement;
        string target = job.Job is { } made ? $"{made.Target.Database}/{made.Target.Measurement}" : reader.DescribeTarget(job.Measurement);
        Refuse(failure, source, target, job.Parameters.Every);
        job.End(nameof(DownsampleStatus.Failed), 0, 0);
        PlannedJob = null;
    }

    private void Summarize(string file, PlanJob[] jobs, TimeSpan time)
    {
        string ended = string.Join(", ", jobs.Where(job => job.Status is not null).GroupBy(job => job.Status).Select(group => $"{group.Count()} {group.Key}"));
        if (ended.Length > 0)
        {
            WriteInformation(string.Create(CultureInfo.InvariantCulture,
                $"{System.IO.Path.GetFileName(file)}: {ended}; {CountText.Of(jobs.Sum(job => job.WindowsWritten), "window")} and "
                    + $"{CountText.Of(jobs.Sum(job => job.PointsWritten), "point")} written in {time.TotalSeconds:0.0} s."), ["Summary"]);
        }
    }
}
