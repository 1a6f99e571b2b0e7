using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>A chunk of a plan.</summary>
public sealed class PlannedChunk
{
    private readonly DownsampleChunk _chunk;
    private readonly ChunkQueries _queries;

    internal PlannedChunk(DownsampleChunk chunk, ChunkQueries queries)
    {
        _chunk = chunk;
        _queries = queries;
    }

    /// <summary>The start of its first window, nanoseconds since 1970-01-01 UTC.</summary>
    public long From => _chunk.From;

    /// <summary>The end of its last window.</summary>
    public long To => _chunk.To;

    /// <summary>How many windows it has.</summary>
    public long Windows => _chunk.Windows;

    /// <summary>The query that aggregates it; made when it is asked for, since a plan may have many.</summary>
    public InfluxQuery Query => _queries.Compute(_chunk);
}
