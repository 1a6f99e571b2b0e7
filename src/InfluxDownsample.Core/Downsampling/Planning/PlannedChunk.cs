using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>A chunk of a plan.</summary>
public sealed class PlannedChunk
{
    // A plan may have many of them.
    private readonly Lazy<InfluxQuery> _query;

    internal PlannedChunk(DownsampleChunk chunk, ChunkQueries queries)
    {
        From = chunk.From;
        To = chunk.To;
        Windows = chunk.Windows;
        _query = new Lazy<InfluxQuery>(() => queries.Compute(chunk));
    }

    /// <summary>The start of its first window, nanoseconds since 1970-01-01 UTC.</summary>
    public long From { get; }

    /// <summary>The end of its last window.</summary>
    public long To { get; }

    /// <summary>How many windows it has.</summary>
    public long Windows { get; }

    /// <summary>The query that aggregates it.</summary>
    public InfluxQuery Query => _query.Value;
}
