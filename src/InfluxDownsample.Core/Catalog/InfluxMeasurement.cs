using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Results;

namespace InfluxDownsample.Core.Catalog;

/// <summary>A measurement (table) as the server's catalogue describes it.</summary>
public sealed record InfluxMeasurement
{
    /// <summary>The name, case-sensitive.</summary>
    public required string Name { get; init; }

    /// <summary>The database it is in.</summary>
    public required string Database { get; init; }

    /// <summary>The tags, by name.</summary>
    public IReadOnlyList<string> Tags { get; init => field = new ResultList<string>(value); } = new ResultList<string>([]);

    /// <summary>The fields, by name.</summary>
    public IReadOnlyList<InfluxField> Fields { get; init => field = new ResultList<InfluxField>(value); } = new ResultList<InfluxField>([]);

    /// <summary>The time of the first row, UTC, cut down to 100 ns; null when it has no row or was not asked for.</summary>
    public DateTime? FirstTime => FirstNanoseconds is { } time ? UnixNanoseconds.ToDateTime(time) : null;

    /// <summary>The time of the last row, UTC, cut down to 100 ns; null when it has no row or was not asked for.</summary>
    public DateTime? LastTime => LastNanoseconds is { } time ? UnixNanoseconds.ToDateTime(time) : null;

    /// <summary>The exact time of the first row, nanoseconds since 1970-01-01 UTC; null when it has no row or was not asked for.</summary>
    public long? FirstNanoseconds { get; init; }

    /// <summary>The exact time of the last row, nanoseconds since 1970-01-01 UTC; null when it has no row or was not asked for.</summary>
    public long? LastNanoseconds { get; init; }

    /// <summary>The field of exactly that name, or null.</summary>
    public InfluxField? FindField(string name) => Fields.FirstOrDefault(field => field.Name == name);

    /// <summary>Whether a tag has exactly that name.</summary>
    public bool HasTag(string name) => Tags.Contains(name, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
