using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Pipeline;

namespace InfluxDownsample.Downsampling;

/// <summary>Shows on the pipeline what happens in a run; progress at most a few times a second.</summary>
internal sealed class CommandObserver(IPipelineSink sink, string activity) : IDownsampleObserver
{
    private const int ActivityId = 1;
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    private long _last;
    private bool _isShown;

    public ValueTask VerboseAsync(string text) => sink.VerboseAsync(text);

    public ValueTask WarningAsync(string text) => sink.WarningAsync(text);

    public async ValueTask ProgressAsync(DownsampleProgress progress)
    {
        if (_isShown && Stopwatch.GetElapsedTime(_last) < s_interval)
        {
            return;
        }

        _last = Stopwatch.GetTimestamp();
        _isShown = true;
        double seconds = Math.Max(progress.Elapsed.TotalSeconds, 0.001);
        double part = progress.WindowsPlanned == 0 ? 1 : (double)progress.WindowsDone / progress.WindowsPlanned;
        await sink.ProgressAsync(new ProgressRecord(ActivityId, activity, string.Create(CultureInfo.InvariantCulture,
            $"{progress.WindowsDone} of {progress.WindowsPlanned} windows, {progress.PointsWritten / seconds:0} points/s"))
        {
            PercentComplete = (int)(part * 100),
            SecondsRemaining = part > 0 ? (int)Math.Min(int.MaxValue, (seconds / part) - seconds) : -1,
        });
    }

    /// <summary>Takes the progress bar away.</summary>
    public async ValueTask EndAsync()
    {
        if (_isShown)
        {
            await sink.ProgressAsync(new ProgressRecord(ActivityId, activity, "done") { RecordType = ProgressRecordType.Completed });
        }
    }
}
