namespace InfluxDownsample.LocalServer.Storage;

/// <summary>The columns of one InfluxDB table at one moment; never changed, only replaced.</summary>
/// <param name="name">The InfluxDB table (measurement).</param>
/// <param name="physicalName">The DuckDB table.</param>
/// <param name="columns">Every column, time among them, in any order.</param>
/// <param name="seriesKey">The tag names in the order in which they came into being.</param>
/// <param name="source">SQL text of the relation a query reads; the physical table when null.</param>
/// <param name="blocks">The 10-minute blocks that hold a row.</param>
/// <param name="ruined">The blocks that can't be read any more.</param>
public sealed class TableSchema(
    string name, string physicalName, IReadOnlyList<TableColumn> columns, IReadOnlyList<string> seriesKey, string? source = null,
    TimeBlocks? blocks = null, TimeBlocks? ruined = null)
{
    private readonly Dictionary<string, TableColumn> _byName = columns.ToDictionary(column => column.Name, StringComparer.Ordinal);
    private readonly TimeBlocks _blocks = blocks ?? TimeBlocks.None;
    private readonly TimeBlocks _ruined = ruined ?? TimeBlocks.None;
    private long? _oldest;

    public string Name { get; } = name;

    public string PhysicalName { get; } = physicalName;

    /// <summary>Every column in byte order of the names, the order in which SELECT * lists them. // wire reference 2.3</summary>
    public IReadOnlyList<TableColumn> Columns { get; } = [.. columns.OrderBy(column => column.Name, NameOrder.Comparer)];

    public TableColumn Time { get; } = columns.Single(column => column.Kind == ColumnKind.Time);

    /// <summary>Tag names in order of creation.</summary>
    public IReadOnlyList<string> SeriesKey { get; } = seriesKey;

    /// <summary>
    /// SQL text to put after FROM, for example <c>t12</c> or <c>(SELECT * FROM t12 WHERE c0 >= 5)</c>: one row per (tags, time), retention applied.
    /// </summary>
    public string Source { get; } = source ?? physicalName;

    /// <summary>The column of exactly this name (names are case-sensitive), or null.</summary>
    public TableColumn? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The place of a column among <see cref="Columns"/>.</summary>
    public int IndexOf(string name) => Columns.Index().First(column => column.Item.Name == name).Index;

    /// <summary>How many 10-minute blocks with rows a range of time touches, both ends inclusive; null is an open end.</summary>
    public int CountBlocks(long? from, long? to) => _blocks.Count(_oldest is null || from > _oldest ? from : _oldest, to);

    /// <summary>Whether a range of time touches a block that can't be read any more.</summary>
    public bool IsRuined(long? from, long? to) => _ruined.Count(from, to) > 0;

    /// <summary>SQL text of its files where there is no write buffer.</summary>
    internal string Files => BufferFiles.AtOnce(PhysicalName, Time.PhysicalName);

    /// <summary>Whether its rows lie in a write buffer until a snapshot makes files of them.</summary>
    internal bool IsBuffered { get; private init; }

    /// <summary>The same table without its rows from before that time.</summary>
    public TableSchema Since(long oldest) =>
        new(Name, PhysicalName, Columns, SeriesKey, $"(SELECT * FROM {Source} AS kept WHERE {Time.PhysicalName} >= {oldest})", _blocks,
            _ruined) { _oldest = oldest, IsBuffered = IsBuffered };

    /// <summary>The same table beside a write buffer, with the rows that can be read.</summary>
    internal TableSchema Reading(string source) => new(Name, PhysicalName, Columns, SeriesKey, source, _blocks, _ruined) { IsBuffered = true };
}
