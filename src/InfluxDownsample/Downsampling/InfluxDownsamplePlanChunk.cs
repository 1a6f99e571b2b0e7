using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Downsampling;

/// <summary>Windows that one query computes.</summary>
public sealed class InfluxDownsamplePlanChunk
{
    private readonly PlannedChunk _chunk;

    internal InfluxDownsamplePlanChunk(PlannedChunk chunk)
    {
        _chunk = chunk;
        From = UnixNanoseconds.ToDateTime(chunk.From);
        To = UnixNanoseconds.ToDateTime(chunk.To);
        Windows = chunk.Windows;
    }

    /// <summary>The start of the first window, UTC.</summary>
    public DateTime From { get; }

    /// <summary>The end of the last window, UTC.</summary>
    public DateTime To { get; }

    /// <summary>How many windows.</summary>
    public long Windows { get; }

    /// <summary>The query; it prints as its text and can be run with Invoke-InfluxQuery.</summary>
    public InfluxQuery Query => _chunk.Query;

    /// <inheritdoc/>
    public override string ToString() => $"{From:yyyy-MM-dd'T'HH:mm:ss'Z'} to {To:yyyy-MM-dd'T'HH:mm:ss'Z'} ({CountText.Of(Windows, "window")})";
}
