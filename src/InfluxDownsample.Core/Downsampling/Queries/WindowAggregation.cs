namespace InfluxDownsample.Core.Downsampling;

/// <summary>What is computed of a measurement: windows, fields and functions, series, rows. A job holds it, and a query is made of it.</summary>
public record WindowAggregation
{
    /// <summary>
    /// The length of a window. Windows begin at whole multiples counted from 1970-01-01, weeks on Mondays, months on the first;
    /// in a time zone all of these by the wall clock.
    /// </summary>
    public required InfluxDuration Every { get; init; }

    /// <summary>The zone whose wall clock windows follow, by its IANA or Windows name; null is UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>An instant at which a window begins, nanoseconds since 1970-01-01 UTC; null as <see cref="Every"/> says.</summary>
    public long? Origin { get; init; }

    /// <summary>The fields; null takes all.</summary>
    public IReadOnlyList<NamePattern>? Fields { get; init; }

    /// <summary>The functions; null takes the mean of numbers and the last of text and booleans. A field that no rule picks is left out.</summary>
    public IReadOnlyList<AggregateRule>? Aggregates { get; init; }

    /// <summary>The tags that tell series apart; null takes all, none at all aggregates over every series.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Conditions on tags and fields; all of them hold.</summary>
    public IReadOnlyList<ColumnFilter> Filters { get; init; } = [];

    /// <summary>
    /// The names of field columns, from <c>{field}</c> and <c>{function}</c>; null gives the field's name, or <c>{field}_{function}</c> where it has several
    /// functions.
    /// </summary>
    public string? NameTemplate { get; init; }

    /// <summary>
    /// The fewest raw rows that make a point; 0 and 1 take any. Of an earlier tier its counts tell. More than 1 adds how many each is made of. SQL only.
    /// </summary>
    public long MinimumSamples { get; init; }

    /// <summary>The windows.</summary>
    /// <exception cref="Errors.InfluxException"><see cref="Errors.InfluxErrorId.InvalidParameter"/>: an empty interval or an unknown zone.</exception>
    public WindowGrid Grid => new(Every, TimeZone, Origin);
}
