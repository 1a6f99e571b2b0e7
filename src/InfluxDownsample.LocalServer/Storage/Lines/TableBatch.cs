using InfluxDownsample.Core.LineProtocol.Reading;

namespace InfluxDownsample.LocalServer.Storage;

/// <summary>The rows one write brings for one table, and the columns it adds.</summary>
/// <param name="table">The table as it was before.</param>
/// <param name="isNew">Whether this write brings it into being.</param>
/// <param name="limits">How many columns there may be.</param>
internal sealed class TableBatch(TableSchema table, bool isNew, LocalServerOptions limits)
{
    // wire reference 5.2
    private const string ReservedChunkOrder = "__chunk_order";
    private const int MaxFieldsPerFamily = 100;

    private readonly Dictionary<string, int> _ordinals =
        new(table.Stored.Select((column, ordinal) => KeyValuePair.Create(column.Name, ordinal)), Utf8NameComparer.Instance);
    private bool _created = !isNew;
    private bool _hasTagTwice;

    public TableSchema Table => table;

    /// <summary>Whether this write brings the table into being.</summary>
    public bool IsNew => isNew;

    /// <summary>The columns in the order of the DuckDB table; time first.</summary>
    public List<ColumnBatch> Columns { get; } = [.. table.Stored.Select(column => new ColumnBatch(column, isNew: false))];

    public TextArena Texts { get; } = new();

    public int Rows { get; private set; }

    /// <summary>Times between which a key of the table may occur twice once the rows are in it.</summary>
    public TimeRange? Suspect { get; set; }

    public bool ChangesSchema => IsNew || Columns.Any(column => column.IsNew);

    /// <summary>The 10-minute blocks of time in which the rows lie, each once or more often.</summary>
    public IEnumerable<long> Blocks()
    {
        long? last = null;
        for (int row = 0; row < Rows; row++)
        {
            long block = TimeBlocks.Of(Columns[0][row]!.Value);
            if (block != last)
            {
                yield return block;
                last = block;
            }
        }
    }

    /// <summary>The blocks of the lines that have one tag twice. InfluxDB takes them and can't read their block from then on. // wire reference 5.2</summary>
    public HashSet<long> Ruined { get; } = [];

    /// <summary>Adds a column without values.</summary>
    /// <returns>Null, or why there can be no such column.</returns>
    public string? Declare(string name, ColumnKind kind) => FindOrAdd(Encoding.UTF8.GetBytes(name), kind, out _);

    /// <summary>Adds the line as a row.</summary>
    /// <returns>Null, or why the line was refused; columns met before the fault stay, as on the server.</returns>
    public string? Add(LineProtocolLine line, LinePrecision precision, long now)
    {
        _hasTagTwice = false;
        string? error = SetTags(line) ?? SetFields(line) ?? SetTime(line, precision, now);
        _created = true;
        if (error is not null)
        {
            Columns.ForEach(column => column[Rows] = null);
            return error;
        }

        if (_hasTagTwice)
        {
            Ruined.Add(TimeBlocks.Of(Columns[0][Rows]!.Value));
        }

        Rows++;
        return null;
    }

    private string? SetTags(LineProtocolLine line)
    {
        foreach (LineProtocolTag tag in line.Tags)
        {
            if (FindOrAdd(tag.Key.Utf8, ColumnKind.Tag, out ColumnBatch column) is { } error)
            {
                return error;
            }

            _hasTagTwice |= column[Rows] is not null;
            column[Rows] = Texts.Add(tag.Value.Utf8);
        }

        return null;
    }

    private string? SetFields(LineProtocolLine line)
    {
        foreach (LineProtocolField field in line.Fields)
        {
            if (FindOrAdd(field.Key.Utf8, KindOf(field.Type), out ColumnBatch column) is { } error)
            {
                return error;
            }

            if (column[Rows] is not null)
            {
                return $"invalid line protocol - multiple instances of '{column.Column.Name}' field found";
            }

            column[Rows] = field.Type == LineProtocolFieldType.String ? Texts.Add(field.Text.Utf8) : BitsOf(field);
        }

        return null;
    }

    private string? SetTime(LineProtocolLine line, LinePrecision precision, long now)
    {
        Columns[0][Rows] = line.Timestamp is long timestamp ? precision.ToNanoseconds(timestamp) : precision.Truncate(now);
        return Columns[0][Rows] is null ? $"timestamp, {line.Timestamp}, out of range for precision: {precision}" : null;
    }

    private string? FindOrAdd(ReadOnlySpan<byte> name, ColumnKind kind, out ColumnBatch column)
    {
        if (_ordinals.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out int ordinal))
        {
            column = Columns[ordinal];
            return column.Column.Kind == kind ? null
                : !_created && column.Column.Kind == ColumnKind.Time ? $"'{TableSchema.TimeName}' is a reserved column"
                : $"invalid column type for column '{column.Column.Name}', expected {column.Column.Kind.TypeName()}, got {kind.TypeName()}";
        }

        return Add(Encoding.UTF8.GetString(name), kind, out column);
    }

    private string? Add(string name, ColumnKind kind, out ColumnBatch column)
    {
        // Control characters: wire reference 13. Time does not count as a column: wire reference 5.6.
        string? refusal = name == ReservedChunkOrder ? $"'{name}' is a reserved column"
            : limits.Like == CoreVersion.Core36 && name.Any(char.IsControl)
                ? $"invalid configuration provided: {(kind == ColumnKind.Tag ? "tag" : "field")} key cannot contain control characters"
            : Columns.Count - 1 >= limits.MaxColumnsPerTable
                ? $"Update to schema would exceed number of columns per table limit of {limits.MaxColumnsPerTable} columns"
            : kind != ColumnKind.Tag && FamilyOf(name) is string family && CountFields(family) >= MaxFieldsPerFamily
                ? $"Update to schema would exceed the field limit ({MaxFieldsPerFamily}) for field family '{family}'"
            : null;
        column = refusal is null ? new ColumnBatch(new TableColumn(name, kind, $"c{Columns.Count}"), isNew: true) : Columns[0];
        if (refusal is null)
        {
            _ordinals.Add(name, Columns.Count);
            Columns.Add(column);
        }

        return refusal;
    }

    private int CountFields(string family) => Columns.Count(column => column.Column.Kind != ColumnKind.Tag && FamilyOf(column.Column.Name) == family);

    private static string? FamilyOf(string name)
    {
        int separator = name.IndexOf("::", StringComparison.Ordinal);
        return separator > 0 ? name[..separator] : null;
    }

    private static ColumnKind KindOf(LineProtocolFieldType type) => type switch
    {
        LineProtocolFieldType.Integer => ColumnKind.Integer,
        LineProtocolFieldType.Unsigned => ColumnKind.Unsigned,
        LineProtocolFieldType.String => ColumnKind.String,
        LineProtocolFieldType.Boolean => ColumnKind.Boolean,
        _ => ColumnKind.Float,
    };

    private static long BitsOf(LineProtocolField field) => field.Type switch
    {
        LineProtocolFieldType.Float => BitConverter.DoubleToInt64Bits(field.Float),
        LineProtocolFieldType.Boolean => field.Boolean ? 1 : 0,
        _ => field.Integer,
    };
}
