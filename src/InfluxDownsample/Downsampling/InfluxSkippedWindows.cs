using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Downsampling;

/// <summary>Windows that a run left alone.</summary>
public sealed class InfluxSkippedWindows
{
    internal InfluxSkippedWindows(SkippedWindows skipped)
    {
        From = UnixNanoseconds.ToDateTime(skipped.From);
        To = UnixNanoseconds.ToDateTime(skipped.To);
        Windows = skipped.Count;
        Reason = skipped.Reason.ToString();
    }

    /// <summary>The start of the first one, UTC.</summary>
    public DateTime From { get; }

    /// <summary>The end of the last one, UTC.</summary>
    public DateTime To { get; }

    /// <summary>How many.</summary>
    public long Windows { get; }

    /// <summary>Why.</summary>
    public string Reason { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{From:yyyy-MM-dd'T'HH:mm:ss'Z'} {Reason}{(Windows == 1 ? "" : $" ({CountText.Of(Windows, "window")})")}";
}
