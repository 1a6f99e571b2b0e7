using System.Management.Automation;
using InfluxDownsample.Completion;
using InfluxDownsample.Connections;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Downsampling;
using InfluxDownsample.Errors;
using InfluxDownsample.Pipeline;
using InfluxDownsample.Transformation;

namespace InfluxDownsample.Commands;

/// <summary>Lists the last runs of downsampling jobs as the target database recorded them.</summary>
[Cmdlet(VerbsCommon.Get, "InfluxDownsampleHistory")]
[OutputType(typeof(InfluxDownsampleRun))]
public sealed class GetInfluxDownsampleHistoryCommand : InfluxCommand
{
    /// <summary>The measurements that the jobs read or write, wildcards allowed; left out, all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, HelpMessage = "The measurements that the jobs read or write, wildcards allowed.")]
    [ArgumentCompleter(typeof(MeasurementNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Measurement { get; set; } = ["*"];

    /// <summary>How many runs of each job.</summary>
    [Parameter(HelpMessage = "How many runs of each job.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateRange(1, int.MaxValue)]
    public int Last { get; set; } = 10;

    /// <summary>The connection the jobs write to; left out, the connection named <c>default</c>, else what the <c>INFLUX_*</c> variables say.</summary>
    [Parameter(HelpMessage = "The connection the jobs write to.")]
    [Alias("Connection")]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    [EmptyTextTransformation]
    public ConnectionReference? Target { get; set; }

    /// <summary>The database the jobs write to instead of the connection's.</summary>
    [Parameter(HelpMessage = "The database the jobs write to instead of the connection's.")]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    private protected override bool AreInputsIndependent => true;

    private protected override void Process()
    {
        using UsedConnection used = new(nameof(Target));
        InfluxConnection connection = used.Resolve(Target);
        InfluxClient client = connection.Client;
        string database = used.Database(Database);
        IReadOnlyList<NamePattern> patterns = SelectionParameters.ReadNames(Measurement)!;
        IReadOnlyList<DownsampleRun> runs = WaitFor(token => DownsampleHistory.ReadAsync(
            client, database, name => patterns.Any(pattern => pattern.Matches(name)), Last, client.Settings.Timeout, token));
        foreach (NamePattern name in patterns.Where(pattern => pattern.IsExact
            && !runs.Any(run => pattern.Matches(run.Measurement) || pattern.Matches(run.Target))))
        {
            string message = $"Database '{database}' has no record of a run that reads or writes '{name.Text}'.";
            WriteError(ErrorRecords.From(new InfluxException(InfluxErrorId.MeasurementNotFound, message)
            {
                Target = name.Text,
                Advice = "Names are case-sensitive. Get-InfluxDownsampleHistory without a name lists the runs of all.",
            }));
        }

        foreach (DownsampleRun run in runs)
        {
            WriteObject(new InfluxDownsampleRun(run, connection));
        }
    }
}
