using System.Management.Automation;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Downsampling;
using InfluxDownsample.Errors;
using InfluxDownsample.Pipeline;

namespace InfluxDownsample.Commands;

/// <summary>Computes windows again and compares them with the target, series by series. Writes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "InfluxDownsample", DefaultParameterSetName = Typed)]
[OutputType(typeof(InfluxDownsampleTest))]
public sealed class TestInfluxDownsampleCommand : DownsampleCommand
{
    // A comparison computes the mean of means where a run was allowed to. What only a run does may stand in its list.
    private protected override DownsampleJob Complete(DownsampleJob job)
        => job with { Force = true, Range = job.Range with { Lookback = InfluxDuration.Zero, IncludePartial = false, NewestFirst = false } };

    private protected override void Run(DownsampleJob job)
    {
        ProgressBar bar = Bar($"Comparing {job.Source.Measurement} every {job.Aggregation.Every}");
        string? about = About(job);
        RunToEnd((sink, token) => RunAsync(job, about, bar, sink, token));
    }

    private static async Task RunAsync(DownsampleJob job, string? about, ProgressBar bar, IPipelineSink sink, CancellationToken cancellationToken)
    {
        var observer = new CommandObserver(sink);
        try
        {
            await using var progress = new WorkProgress(sink, bar, observer.Progress);
            DownsampleComparison comparison = await DownsampleComparer.CompareAsync(job, observer, cancellationToken);
            await sink.OutputAsync(new InfluxDownsampleTest(job, comparison));
        }
        catch (InfluxException failure)
        {
            // The other jobs go on; -ErrorAction Stop ends at once.
            await sink.ErrorAsync(ErrorRecords.From(failure, about: about));
        }
    }
}
