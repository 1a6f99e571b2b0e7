using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Downsampling;

namespace InfluxDownsample.Core.Ranges;

/// <summary>Points of a measurement in order of time: which rows, which fields, from which end, how many.</summary>
public sealed record PointRange
{
    /// <summary>The measurement, with its tags and fields.</summary>
    public required InfluxMeasurement Measurement { get; init; }

    /// <summary>The first time that counts, nanoseconds since 1970-01-01 UTC; null begins with the first row.</summary>
    public long? Start { get; init; }

    /// <summary>The first time that no longer counts, nanoseconds since 1970-01-01 UTC; null ends with the last row.</summary>
    public long? Stop { get; init; }

    /// <summary>The fields; null for all. The tags always come with them.</summary>
    public IReadOnlyList<NamePattern>? Fields { get; init; }

    /// <summary>Conditions on tags and fields; all of them hold.</summary>
    public IReadOnlyList<ColumnFilter> Filters { get; init; } = [];

    /// <summary>Whether the newest points come first.</summary>
    public bool IsDescending { get; init; }

    /// <summary>How many points at most; null for all.</summary>
    public long? First { get; init; }

    /// <summary>The longest range of one query, in nanoseconds; null lets it grow as long as the server answers.</summary>
    public long? ChunkSize { get; init; }
}
