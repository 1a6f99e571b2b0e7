using System.Management.Automation;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Downsampling;
using InfluxDownsample.Errors;

namespace InfluxDownsample.Commands;

/// <summary>Computes windows again and compares them with the target, series by series. Writes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "InfluxDownsample", DefaultParameterSetName = Typed)]
[OutputType(typeof(InfluxDownsampleTest))]
public sealed class TestInfluxDownsampleCommand : DownsampleCommand
{
    // A comparison computes the mean of means where a run was allowed to.
    private protected override DownsampleJob Complete(DownsampleJob job) => job with { Force = true };

    private protected override void Run(DownsampleJob job) => RunToEnd(async (sink, token) =>
    {
        try
        {
            DownsampleComparison comparison = await DownsampleComparer.CompareAsync(job, new CommandObserver(sink, $"Comparing {job.Source.Measurement} every {job.Every}"), token);
            await sink.OutputAsync(new InfluxDownsampleTest(job, comparison));
        }
        catch (InfluxException failure)
        {
            // The other jobs go on; -ErrorAction Stop ends at once.
            await sink.ErrorAsync(ErrorRecords.From(failure));
        }
    });
}
