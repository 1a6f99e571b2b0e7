using System.Globalization;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Write;

namespace InfluxDownsample.Core.LineProtocol;

/// <summary>Which column becomes what part of a line.</summary>
public sealed record LineProtocolOptions
{
    /// <summary>The table for all rows; null takes it from the measurement column or the query's single source table.</summary>
    public string? Measurement { get; init; }

    /// <summary>The column that holds the time.</summary>
    public string TimestampColumn { get; init; } = "time";

    /// <summary>Columns that are tags besides those the server marked as such, unless they are named as fields.</summary>
    public IReadOnlyList<string> TagColumns { get; init; } = [];

    /// <summary>The only columns that become fields; null takes all that are neither time, tag nor measurement.</summary>
    public IReadOnlyList<string>? FieldColumns { get; init; }

    /// <summary>Types that fields are written as, by column; a value that would change makes the point invalid.</summary>
    public IReadOnlyDictionary<string, PointType> FieldTypes { get; init; } = new Dictionary<string, PointType>();

    /// <summary>The unit of the timestamps; coarser than nanoseconds cuts digits off.</summary>
    public WritePrecision Precision { get; init; } = WritePrecision.Nanosecond;

    /// <summary>Whether the user named the unit, so that a number as time is meant in it.</summary>
    public bool IsPrecisionSaid { get; init; }

    /// <summary>How times are written that are not ISO 8601.</summary>
    public IReadOnlyList<string> TimeFormats { get; init; } = [];

    /// <summary>In which culture times and numbers in text are written; null takes ISO 8601 and <see cref="TimeFormats"/> only, and a decimal point.</summary>
    public CultureInfo? Culture { get; init; }

    /// <summary>Whether the user said which columns are tags, be it none.</summary>
    public bool AreTagsSaid { get; init; }

    /// <summary>Decide by their texts what new columns of text hold.</summary>
    public bool InferTypes { get; init; }

    /// <summary>Where the lines go; null where that is not known.</summary>
    internal PointOrigin? Destination { get; init; }

    /// <summary>What the target has already; null does not look.</summary>
    internal ITargetColumns? Target { get; init; }

    /// <summary>Leave to the server what the target does not take.</summary>
    internal bool AcceptPartial { get; init; }

    /// <summary>Reads times; null makes one of its own.</summary>
    internal TimeReader? Times { get; init; }

    /// <summary>What to do with NaN and infinities.</summary>
    public NonFiniteValues NonFinite { get; init; } = NonFiniteValues.Skip;

    /// <summary>Whether the user named a column as a field, whatever the server marked it as.</summary>
    internal bool IsFieldSaid(string column) => FieldColumns?.Contains(column, StringComparer.Ordinal) ?? FieldTypes.ContainsKey(column);
}
