using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>What a downsampling query is to calculate.</summary>
public sealed record DownsampleQueryOptions
{
    /// <summary>The measurement that is read, with its tags and fields.</summary>
    public required InfluxMeasurement Source { get; init; }

    /// <summary>
    /// The length of a window. Windows begin at whole multiples counted from 1970-01-01, weeks on Mondays, months on the first;
    /// in a time zone all of these by the wall clock.
    /// </summary>
    public required InfluxDuration Every { get; init; }

    /// <summary>The first instant that counts, nanoseconds since 1970-01-01 UTC; null has no lower bound.</summary>
    public long? Start { get; init; }

    /// <summary>The first instant that no longer counts, nanoseconds since 1970-01-01 UTC; null has no upper bound.</summary>
    public long? Stop { get; init; }

    /// <summary>The fields; null takes all.</summary>
    public IReadOnlyList<NamePattern>? Fields { get; init; }

    /// <summary>The functions; null takes the mean of numbers and the last of text and booleans. A field that no rule picks is left out.</summary>
    public IReadOnlyList<AggregateRule>? Aggregates { get; init; }

    /// <summary>The tags that tell series apart; null takes all, none at all aggregates over every series.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Conditions on tags and fields; all of them hold.</summary>
    public IReadOnlyList<ColumnFilter> Filters { get; init; } = [];

    /// <summary>What windows without values give.</summary>
    public WindowFill Fill { get; init; }

    /// <summary>The zone whose wall clock windows follow, by its IANA or Windows name; null is UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>An instant at which a window begins, nanoseconds since 1970-01-01 UTC; null as <see cref="Every"/> says.</summary>
    public long? Origin { get; init; }

    /// <summary>The language of the query.</summary>
    public QueryLanguage Language { get; init; }

    /// <summary>The names of field columns, from <c>{field}</c> and <c>{function}</c>; null gives the field's name, or <c>{field}_{function}</c> where it has several functions.</summary>
    public string? NameTemplate { get; init; }

    /// <summary>Whether the server has <c>percentile_cont</c>, which is exact; else percentiles in SQL are estimates.</summary>
    public bool ExactPercentiles { get; init; }

    /// <summary>Adds how many rows of the source each point is made of. SQL only.</summary>
    public bool CountRows { get; init; }

    /// <summary>The fewest raw rows that make a point; more than 1 adds how many each is made of. SQL only.</summary>
    public long MinimumSamples { get; init; }

    /// <summary>What is known of a source that was downsampled itself; null when nothing is.</summary>
    internal TableDefinition? Record { get; init; }

    /// <summary>Orders the rows from the newest window to the oldest. SQL only.</summary>
    public bool NewestFirst { get; init; }
}
