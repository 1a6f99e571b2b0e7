namespace InfluxDownsample.LocalServer.Storage;

/// <summary>A table as the writer knows it; touched under the store's write lock only.</summary>
internal sealed class StoredTable(long id, long databaseId, string name)
{
    public const string SequenceColumn = "seq";
    public const string TimeName = "time";

    public long Id { get; } = id;

    public long DatabaseId { get; } = databaseId;

    /// <summary>The name; a deleted table has the time of its deletion in it.</summary>
    public string Name { get; set; } = name;

    /// <summary>Whether it is marked for deletion: it can be read under its new name, not written.</summary>
    public bool Deleted { get; set; }

    public string PhysicalName => $"t{Id}";

    /// <summary>The InfluxDB columns in the order of the DuckDB table, behind its sequence column.</summary>
    public List<TableColumn> Columns { get; } = [new TableColumn(TimeName, ColumnKind.Time, "c0")];

    /// <summary>Times between which a key may occur twice; null when every key is known to be unique.</summary>
    public TimeRange? Suspect { get; set; }

    /// <summary>The latest time of each series; null until the first write after a start.</summary>
    public Dictionary<ulong, long>? LatestTimes { get; set; }

    /// <summary>The 10-minute blocks of time that hold a row.</summary>
    public TimeBlocks Blocks { get; set; } = TimeBlocks.None;

    /// <summary>The blocks that can't be read any more, for a line in them had one tag twice. // wire reference 5.2</summary>
    public TimeBlocks Ruined { get; set; } = TimeBlocks.None;

    public IEnumerable<TableColumn> Tags => Columns.Where(column => column.Kind == ColumnKind.Tag);

    public TableSchema ToSchema() => new(Name, PhysicalName, Columns, [.. Tags.Select(tag => tag.Name)], blocks: Blocks, ruined: Ruined);
}
