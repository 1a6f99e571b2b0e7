using System.Diagnostics.CodeAnalysis;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>A query that computes an aggregation: of which measurement, over which range, in which language.</summary>
public sealed record DownsampleQueryOptions : WindowAggregation
{
    /// <summary>A query whose properties are all set one by one.</summary>
    public DownsampleQueryOptions()
    {
    }

    /// <summary>A query of an aggregation.</summary>
    /// <param name="aggregation">What is computed.</param>
    /// <param name="source">The measurement that is read.</param>
    [SetsRequiredMembers]
    public DownsampleQueryOptions(WindowAggregation aggregation, InfluxMeasurement source)
        : base(aggregation) => Source = source;

    /// <summary>The measurement that is read, with its tags and fields.</summary>
    public required InfluxMeasurement Source { get; init; }

    /// <summary>The first instant that counts, nanoseconds since 1970-01-01 UTC; null has no lower bound.</summary>
    public long? Start { get; init; }

    /// <summary>The first instant that no longer counts, nanoseconds since 1970-01-01 UTC; null has no upper bound.</summary>
    public long? Stop { get; init; }

    /// <summary>What windows without values give.</summary>
    public WindowFill Fill { get; init; }

    /// <summary>The language of the query.</summary>
    public QueryLanguage Language { get; init; }

    /// <summary>Whether the server has <c>percentile_cont</c>, which is exact; else percentiles in SQL are estimates.</summary>
    public bool ExactPercentiles { get; init; }

    /// <summary>Adds how many rows of the source each point is made of. SQL only.</summary>
    public bool CountRows { get; init; }

    /// <summary>What is known of a source that was downsampled itself; null when nothing is.</summary>
    internal TableDefinition? Record { get; init; }

    /// <summary>Orders the rows from the newest window to the oldest. SQL only.</summary>
    public bool NewestFirst { get; init; }
}
