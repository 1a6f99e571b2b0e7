using InfluxDownsample.Core.Downsampling;

namespace InfluxDownsample.Backfill;

/// <summary>Says nothing.</summary>
internal sealed class SilentObserver : IDownsampleObserver
{
    public ValueTask VerboseAsync(string text) => ValueTask.CompletedTask;

    public ValueTask WarningAsync(string text) => ValueTask.CompletedTask;

    public ValueTask ProgressAsync(DownsampleProgress progress) => ValueTask.CompletedTask;
}
