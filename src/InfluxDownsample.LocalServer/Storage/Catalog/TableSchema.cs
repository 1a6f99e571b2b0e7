namespace InfluxDownsample.LocalServer.Storage;

/// <summary>One table (measurement) at one moment; never changed, only replaced.</summary>
/// <param name="Id">Never used twice.</param>
/// <param name="DatabaseId">Its database.</param>
/// <param name="Name">The name; a deleted table has the time of its deletion in it.</param>
public sealed record TableSchema(long Id, long DatabaseId, string Name)
{
    /// <summary>Numbers the rows in the order in which they were written.</summary>
    public const string SequenceColumn = "seq";
    public const string TimeName = "time";

    private Dictionary<string, TableColumn> _byName = [];
    private string? _source;
    private long? _oldest;

    /// <summary>The DuckDB table.</summary>
    public string PhysicalName => $"t{Id}";

    /// <summary>Every column, time first, in the order of the DuckDB table, behind its sequence column: the order in which they came into being.</summary>
    public required IReadOnlyList<TableColumn> Stored
    {
        get;
        init
        {
            field = value;
            Columns = [.. value.OrderBy(column => column.Name, NameOrder.Comparer)];
            _byName = value.ToDictionary(column => column.Name, StringComparer.Ordinal);
        }
    }

    /// <summary>Every column in byte order of the names, the order in which SELECT * lists them. // wire reference 2.3</summary>
    public IReadOnlyList<TableColumn> Columns { get; private init; } = [];

    public TableColumn Time => Stored[0];

    /// <summary>Tag names in order of creation.</summary>
    public IEnumerable<string> SeriesKey => Stored.Where(column => column.Kind == ColumnKind.Tag).Select(tag => tag.Name);

    /// <summary>Whether it is marked for deletion: it can be read under its new name, not written.</summary>
    public bool Deleted { get; init; }

    /// <summary>The 10-minute blocks of time that hold a row.</summary>
    public TimeBlocks Blocks { get; init; } = TimeBlocks.None;

    /// <summary>The blocks that can't be read any more, for a line in them had one tag twice. // wire reference 5.2</summary>
    public TimeBlocks Ruined { get; init; } = TimeBlocks.None;

    /// <summary>
    /// SQL text to put after FROM, for example <c>t12</c> or <c>(SELECT * FROM t12 WHERE c0 >= 5)</c>: one row per (tags, time), retention applied.
    /// </summary>
    public string Source => _source ?? PhysicalName;

    /// <summary>Times between which a key may occur twice; null when every key is known to be unique.</summary>
    internal TimeRange? Suspect { get; init; }

    /// <summary>The latest time of each series that was written to since the start. Touched under the store's write lock only.</summary>
    internal Dictionary<ulong, long> LatestTimes { get; } = [];

    /// <summary>The latest time of all rows from before the start.</summary>
    internal long LoadedUntil { get; init; } = long.MinValue;

    /// <summary>SQL text of its files where there is no write buffer.</summary>
    internal string Files => BufferFiles.AtOnce(PhysicalName, Time.PhysicalName);

    /// <summary>Whether its rows lie in a write buffer until a snapshot makes files of them.</summary>
    internal bool IsBuffered { get; private init; }

    /// <summary>The column of exactly this name (names are case-sensitive), or null.</summary>
    public TableColumn? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The place of a column among <see cref="Columns"/>.</summary>
    public int IndexOf(string name) => Columns.Index().First(column => column.Item.Name == name).Index;

    /// <summary>How many 10-minute blocks with rows a range of time touches, both ends inclusive; null is an open end.</summary>
    public int CountBlocks(long? from, long? to) => Blocks.Count(_oldest is null || from > _oldest ? from : _oldest, to);

    /// <summary>Whether a range of time touches a block that can't be read any more.</summary>
    public bool IsRuined(long? from, long? to) => Ruined.Count(from, to) > 0;

    /// <summary>The same table without its rows from before that time.</summary>
    public TableSchema Since(long oldest) =>
        this with { _source = $"(SELECT * FROM {Source} AS kept WHERE {Time.PhysicalName} >= {oldest})", _oldest = oldest };

    /// <summary>The same table beside a write buffer, with the rows that can be read.</summary>
    internal TableSchema Reading(string source) => this with { _source = source, IsBuffered = true };
}
