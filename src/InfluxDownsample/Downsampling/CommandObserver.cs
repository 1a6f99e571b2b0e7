using System.Globalization;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Pipeline;

namespace InfluxDownsample.Downsampling;

/// <summary>Says on the pipeline what happens in a run, and keeps how far it is for the progress bar.</summary>
internal sealed class CommandObserver(IPipelineSink sink) : IDownsampleObserver
{
    private volatile DownsampleProgress? _progress;

    public ValueTask VerboseAsync(string text) => sink.VerboseAsync(text);

    public ValueTask WarningAsync(string text) => sink.WarningAsync(text);

    public ValueTask ProgressAsync(DownsampleProgress progress)
    {
        _progress = progress;
        return ValueTask.CompletedTask;
    }

    /// <summary>How far the run is.</summary>
    public (string Status, double? Part) Progress(ProgressBar bar)
    {
        if (_progress is not { } known)
        {
            return ("reading what source and target hold", null);
        }

        string windows = string.Create(CultureInfo.InvariantCulture, $"{known.WindowsDone} of {CountText.Of(known.WindowsPlanned, "window")}");
        return (
            known.PointsWritten == 0 ? windows : $"{windows}, {bar.Rate(known.PointsWritten, "point", "")}",
            known.WindowsPlanned == 0 ? null : (double)known.WindowsDone / known.WindowsPlanned);
    }
}
