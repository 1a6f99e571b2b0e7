namespace InfluxDownsample.Core.Downsampling;

/// <summary>Hears what happens in a run, one call at a time.</summary>
public interface IDownsampleObserver
{
    /// <summary>Something for who wants to know it all.</summary>
    ValueTask VerboseAsync(string text);

    /// <summary>Something the user should look at.</summary>
    ValueTask WarningAsync(string text);

    /// <summary>How far the run is.</summary>
    ValueTask ProgressAsync(DownsampleProgress progress);
}
