using InfluxDownsample.Core.LineProtocol.Reading;

namespace InfluxDownsample.LocalServer.Storage;

/// <summary>A write on its way: its good lines as rows per table, its bad ones as errors. Changes nothing of the store.</summary>
/// <param name="findTable">A table of the database by name, or null.</param>
/// <param name="newTable">Makes a table that the store does not know yet.</param>
/// <param name="countTables">Tells how many tables there are over all databases.</param>
/// <param name="limits">How many tables and columns there may be.</param>
internal sealed class WriteBatch(Func<string, TableSchema?> findTable, Func<string, TableSchema> newTable, Func<int> countTables, LocalServerOptions limits)
{
    // wire reference 13
    private const int MaxTextBytesOf36 = 65_536;

    private readonly Dictionary<string, TableBatch> _tables = new(Utf8NameComparer.Instance);
    private readonly List<LineFault> _errors = [];

    // Counted when a line names a table that is not there.
    private int? _tablesLeft;

    public IReadOnlyCollection<TableBatch> Tables => _tables.Values;

    public IReadOnlyList<LineFault> Errors => _errors;

    /// <summary>Takes the lines in; a strict write stops at the first bad one.</summary>
    public void Read(LinesBody request, long now)
    {
        LineProtocolReader reader = new(request.Body.Array!, request.Body.Offset, request.Body.Count);
        PlainLines plain = new(request.Body);
        while (reader.Read())
        {
            LineFault? error = IsTooLongFor36(reader) ? Unparsed("String is greater than 64KB")
                : reader.Error is string unparsed ? Unparsed(unparsed)
                : Add(reader, request.Precision, now);
            if (error is not null)
            {
                _errors.Add(error);
                if (!request.AcceptPartial)
                {
                    return;
                }
            }
        }

        LineFault Unparsed(string error) => new(LineText.Shorten(plain.Line(reader.CountedLine)), reader.CountedLine, error);
    }

    private bool IsTooLongFor36(LineProtocolReader reader) =>
        limits.Like == CoreVersion.Core36 && (reader.Error is string unparsed ? unparsed.StartsWith("String is greater", StringComparison.Ordinal)
            : HasLongText(reader.Line));

    private static bool HasLongText(LineProtocolLine line)
    {
        foreach (LineProtocolTag tag in line.Tags)
        {
            if (tag.Value.Utf8.Length > MaxTextBytesOf36)
            {
                return true;
            }
        }

        foreach (LineProtocolField field in line.Fields)
        {
            if (field.Type == LineProtocolFieldType.String && field.Text.Utf8.Length > MaxTextBytesOf36)
            {
                return true;
            }
        }

        return false;
    }

    private LineFault? Add(LineProtocolReader reader, LinePrecision precision, long now)
    {
        string? error = FindTable(reader.Line.Measurement.Utf8, out TableBatch? table) ?? table!.Add(reader.Line, precision, now);
        return error is null ? null : new LineFault(LineText.Shorten(LineText.Anew(reader.Line)), reader.CountedLine, error);
    }

    private string? FindTable(ReadOnlySpan<byte> utf8, out TableBatch? batch)
    {
        if (_tables.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(utf8, out batch))
        {
            return null;
        }

        string name = Encoding.UTF8.GetString(utf8);
        TableSchema? known = findTable(name);
        // wire reference 5.6
        string? refusal = known is null && (_tablesLeft = (_tablesLeft ?? limits.MaxTables - countTables()) - 1) < 0
                ? "Update to schema would exceed number of tables limit: "
                    + $"attempted to create table but already have {limits.MaxTables} table(s) (limit: {limits.MaxTables})"
            : known is { Deleted: true } ? $"cannot write to soft-deleted table '{name}' - it is marked for deletion"
            : null;
        if (refusal is null)
        {
            _tables.Add(name, batch = new TableBatch(known ?? newTable(name), known is null, limits));
        }

        return refusal;
    }
}
