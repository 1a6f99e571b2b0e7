using System.Management.Automation;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Downsampling;
using InfluxDownsample.Errors;
using InfluxDownsample.Pipeline;

namespace InfluxDownsample.Commands;

/// <summary>Computes windows again and compares them with the target, series by series. Writes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "InfluxDownsample", DefaultParameterSetName = Typed)]
[OutputType(typeof(InfluxDownsampleTest), typeof(bool))]
public sealed class TestInfluxDownsampleCommand : DownsampleCommand
{
    /// <summary>Say only whether a target is right: true when windows were compared and nothing is missing, different or extra.</summary>
    [Parameter(HelpMessage = "Say only whether a target is right.")]
    public SwitchParameter Quiet { get; set; }

    // A comparison computes the mean of means where a run was allowed to. What only a run does may stand in its list.
    private protected override DownsampleJob Complete(DownsampleJob job)
        => job with { Force = true, Range = job.Range with { Lookback = InfluxDuration.Zero, IncludePartial = false, NewestFirst = false } };

    private protected override void Run(DownsampleJob job)
    {
        ProgressBar bar = Bar($"Comparing {job.Source.Measurement} every {job.Aggregation.Every}");
        string? about = About(job);
        string? name = PlannedJob?.Name;
        bool isNothingRight = PastRun is { PointsWritten: 0 };
        RunToEnd((sink, token) => RunAsync(job, isNothingRight, name, about, bar, sink, token));
    }

    private protected override void Refuse(InfluxException failure, string source, string target, string every)
    {
        if (Quiet)
        {
            WriteObject(false);
        }

        base.Refuse(failure, source, target, every);
    }

    private async Task RunAsync(
        DownsampleJob job, bool isNothingRight, string? name, string? about, ProgressBar bar, IPipelineSink sink, CancellationToken cancellationToken)
    {
        var observer = new CommandObserver(sink);
        try
        {
            await using var progress = new WorkProgress(sink, bar, observer.Progress);
            DownsampleComparison comparison = await DownsampleComparer.CompareAsync(job, observer, cancellationToken);
            // What has compared nothing proves nothing.
            bool isEmpty = comparison.Empty == comparison.Windows;
            if (isEmpty && isNothingRight)
            {
                await sink.VerboseAsync(
                    $"The run found nothing in '{job.Source.Measurement}' and wrote nothing to '{job.Target.Measurement}', and so it is still; "
                    + "it is passed over.");
                return;
            }

            if (isEmpty)
            {
                await sink.WarningAsync(
                    $"There was nothing to compare: no window of the range has a row in '{job.Source.Measurement}' or a point in '{job.Target.Measurement}'.");
            }

            await sink.OutputAsync(Quiet ? !isEmpty && comparison is { Missing: 0, Different: 0, Extra: 0 }
                : Shown(new InfluxDownsampleTest(job, comparison) { Job = name }));
        }
        catch (InfluxException failure)
        {
            if (Quiet)
            {
                await sink.OutputAsync(false);
            }

            // The other jobs go on; -ErrorAction Stop ends at once.
            await sink.ErrorAsync(ErrorRecords.From(failure, about: about));
        }
    }

    // The format file shows the jobs of a plan as a table.
    private static PSObject Shown(InfluxDownsampleTest test)
    {
        var shown = new PSObject(test);
        if (test.Job is not null)
        {
            shown.TypeNames.Insert(0, typeof(InfluxDownsampleTest).FullName + "#Job");
        }

        return shown;
    }
}
