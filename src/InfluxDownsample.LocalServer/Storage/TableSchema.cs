namespace InfluxDownsample.LocalServer.Storage;

/// <summary>The columns of one InfluxDB table at one moment; never changed, only replaced.</summary>
public sealed class TableSchema
{
    private readonly Dictionary<string, TableColumn> _byName;

    /// <param name="name">The InfluxDB table (measurement).</param>
    /// <param name="physicalName">The DuckDB table.</param>
    /// <param name="columns">Every column, time among them, in any order.</param>
    /// <param name="seriesKey">The tag names in the order in which they came into being.</param>
    /// <param name="source">SQL text of the relation a query reads; the physical table when null.</param>
    public TableSchema(string name, string physicalName, IEnumerable<TableColumn> columns, IReadOnlyList<string> seriesKey, string? source = null)
    {
        Name = name;
        PhysicalName = physicalName;
        SeriesKey = seriesKey;
        Source = source ?? physicalName;
        TableColumn[] ordered = [.. columns];
        Array.Sort(ordered, static (a, b) => NameOrder.Compare(a.Name, b.Name));
        Columns = ordered;
        _byName = ordered.ToDictionary(column => column.Name, StringComparer.Ordinal);
        Time = ordered.Single(column => column.Kind == ColumnKind.Time);
    }

    public string Name { get; }

    public string PhysicalName { get; }

    /// <summary>Every column in byte order of the names, the order in which SELECT * lists them. // wire reference 2.3</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    public TableColumn Time { get; }

    /// <summary>Tag names in order of creation.</summary>
    public IReadOnlyList<string> SeriesKey { get; }

    /// <summary>SQL text to put after FROM, for example <c>t12</c> or <c>(SELECT * FROM t12 WHERE c0 >= 5)</c>: one row per (tags, time), retention applied.</summary>
    public string Source { get; }

    /// <summary>The column of exactly this name (names are case-sensitive), or null.</summary>
    public TableColumn? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The same table read through another relation.</summary>
    public TableSchema ReadFrom(string source) => new(Name, PhysicalName, Columns, SeriesKey, source);
}
