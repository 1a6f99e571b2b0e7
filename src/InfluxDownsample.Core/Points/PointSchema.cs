namespace InfluxDownsample.Core.Points;

/// <summary>The columns of a batch, in query order. Immutable; batches of one answer share one schema object.</summary>
public sealed class PointSchema
{
    /// <summary>The column in which InfluxQL names the table of each row (wire reference 2.4).</summary>
    public const string MeasurementColumn = "iox::measurement";

    private readonly Dictionary<string, int> _ordinals;

    /// <summary>Creates a schema.</summary>
    /// <param name="columns">The columns in order. When a name stands twice, the first one is found by name.</param>
    /// <param name="measurement">The table that all rows are from, or null when unknown or several.</param>
    public PointSchema(IReadOnlyList<PointColumn> columns, string? measurement)
    {
        // An array, because scripts index it.
        Columns = columns.ToArray();
        Measurement = measurement;
        _ordinals = new Dictionary<string, int>(columns.Count, StringComparer.Ordinal);
        for (int ordinal = 0; ordinal < columns.Count; ordinal++)
        {
            _ordinals.TryAdd(columns[ordinal].Name, ordinal);
        }
    }

    /// <summary>The columns in query order.</summary>
    public IReadOnlyList<PointColumn> Columns { get; }

    /// <summary>The table that all rows are from, or null when unknown or several.</summary>
    public string? Measurement { get; }

    /// <summary>The database that answered with the rows; null where they come from elsewhere.</summary>
    internal PointOrigin? Origin { get; init; }

    /// <summary>Other columns of the same rows.</summary>
    internal PointSchema WithColumns(IReadOnlyList<PointColumn> columns) => new(columns, Measurement) { Origin = Origin };

    /// <inheritdoc/>
    public override string ToString() => $"{(Measurement is null ? "" : Measurement + ": ")}{string.Join("; ", (IEnumerable<PointColumn>)Columns)}";

    /// <summary>The position of the column of exactly that name, or -1.</summary>
    public int IndexOf(string name) => _ordinals.TryGetValue(name, out int ordinal) ? ordinal : -1;
}
