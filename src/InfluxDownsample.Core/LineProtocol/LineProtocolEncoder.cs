using System.Text;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol.Cells;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Core.LineProtocol;

/// <summary>
/// Writes rows of batches as lines:
/// <code>
/// line = measurement *( "," tagkey "=" tagvalue ) " " field *( "," field ) " " timestamp "\n"
/// </code>
/// (wire reference 5.2). What each column needs is worked out once per schema; a row allocates nothing. Not safe for use from several threads.
/// </summary>
internal sealed class LineProtocolEncoder
{
    private readonly LineProtocolOptions _options;
    private readonly Dictionary<string, (CellWriter[] Tags, CellWriter[] Fields)> _cells = new(StringComparer.Ordinal);
    private CellWriter[] _tags;
    private CellWriter[] _fields;
    private readonly TimeCell? _time;
    private readonly int _measurementColumn;
    private readonly NonFiniteValues _nonFinite;
    private readonly string _timestampColumn;
    private PointBatch? _batch;
    private byte[] _measurement;
    private byte[] _measurementName = [];

    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: no table is named, its name cannot be written, or a column stands
    /// twice.</exception>
    public LineProtocolEncoder(PointSchema schema, LineProtocolOptions options)
    {
        Schema = schema;
        _options = options;
        Roles = ColumnRoles.Resolve(schema, options);
        _time = Roles.Time < 0 ? null : new TimeCell(Roles.Time, schema.Columns[Roles.Time].Type, options.Precision, options.Times ?? new TimeReader(options));
        _measurementColumn = Roles.Measurement;
        _nonFinite = options.NonFinite;
        _timestampColumn = options.TimestampColumn;
        string? measurement = options.Measurement ?? schema.Measurement;
        _measurement = _measurementColumn >= 0 ? [] : FixedMeasurement(measurement);
        (_tags, _fields) = CellsFor(_measurementColumn >= 0 ? "" : measurement!);
    }

    /// <summary>The columns this encoder was made for; rows of other schemas need another encoder.</summary>
    public PointSchema Schema { get; }

    /// <summary>What each column became.</summary>
    public ColumnRoles Roles { get; }

    /// <summary>Why the last row was <see cref="LineOutcome.Invalid"/>.</summary>
    public PointProblem? Problem { get; private set; }

    /// <summary>The time of the last row that was written, nanoseconds since 1970-01-01 UTC.</summary>
    public long LastTime { get; private set; }

    /// <summary>How many values were left out so far because they are NaN or infinite.</summary>
    public long NonFiniteCount { get; private set; }

    /// <summary>Writes one row, or nothing when it cannot or need not be a line.</summary>
    public LineOutcome Encode(PointBatch batch, int row, LineBuffer output)
    {
        int start = output.Count;
        LineOutcome outcome = EncodeKey(batch, row, output) ? EncodeRest(batch, row, output) : LineOutcome.Invalid;
        if (outcome != LineOutcome.Written)
        {
            output.Truncate(start);
        }

        return outcome;
    }

    /// <summary>Writes the series key, measurement and tags. Returns false when the row is invalid; what was written then is to be taken back.</summary>
    public bool EncodeKey(PointBatch batch, int row, LineBuffer output)
    {
        int stored = TurnTo(batch, row);
        if (_measurementColumn >= 0 && !ReadMeasurement(batch, stored))
        {
            return false;
        }

        output.Write(_measurement);
        foreach (CellWriter tag in _tags)
        {
            if (tag.Write(stored, output) == CellResult.Invalid)
            {
                Refuse(tag.Name, tag.Problem!);
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes fields and time behind the series key. Unless the answer is Written, the whole row is to be taken back.</summary>
    public LineOutcome EncodeRest(PointBatch batch, int row, LineBuffer output)
    {
        int stored = TurnTo(batch, row);
        int fieldsStart = output.Count;
        LineOutcome outcome = WriteFields(stored, output);
        if (outcome != LineOutcome.Written)
        {
            return outcome;
        }

        // Every field brought its comma; the first one separates fields from tags and is a space.
        output.Set(fieldsStart, (byte)' ');
        return WriteTime(batch, stored, output);
    }

    // Rows of one batch mostly come together. Returns where the row's data is stored.
    private int TurnTo(PointBatch batch, int row)
    {
        if (batch != _batch)
        {
            Bind(_tags, batch);
            Bind(_fields, batch);
            _batch = batch;
        }

        return batch.StoredRow(row);
    }

    // Where the target's columns count, each table has writers of its own.
    private (CellWriter[] Tags, CellWriter[] Fields) CellsFor(string measurement)
    {
        string key = _options.Target is null ? "" : measurement;
        if (!_cells.TryGetValue(key, out (CellWriter[], CellWriter[]) cells))
        {
            IReadOnlyDictionary<string, TargetColumn>? target = key.Length == 0 ? null : _options.Target?.Find(measurement);
            cells = (
                [.. Roles.Tags.Select(ordinal => CellWriters.ForTag(Schema.Columns[ordinal], ordinal, _options, target, measurement))],
                [.. Roles.Fields.Select(ordinal => CellWriters.ForField(Schema.Columns[ordinal], ordinal, _options, target, measurement))]);
            _cells.Add(key, cells);
        }

        return cells;
    }

    private static void Bind(CellWriter[] cells, PointBatch batch)
    {
        foreach (CellWriter cell in cells)
        {
            cell.Bind(batch.Values(cell.Ordinal));
        }
    }

    private LineOutcome WriteFields(int row, LineBuffer output)
    {
        int before = output.Count;
        bool nonFinite = false;
        foreach (CellWriter field in _fields)
        {
            switch (field.Write(row, output))
            {
                case CellResult.Invalid:
                    return Refuse(field.Name, field.Problem!);
                case CellResult.NonFinite when _nonFinite == NonFiniteValues.Error:
                    return Refuse(field.Name, "The value is NaN or infinite, which InfluxDB cannot hold.");
                case CellResult.NonFinite:
                    nonFinite = true;
                    NonFiniteCount++;
                    break;
            }
        }

        return output.Count > before ? LineOutcome.Written : nonFinite ? LineOutcome.NonFinite : LineOutcome.NoFields;
    }

    private LineOutcome WriteTime(PointBatch batch, int row, LineBuffer output)
    {
        if (_time is null)
        {
            return Refuse(_timestampColumn, "The row has no such column, so it has no time.");
        }

        string? problem = _time.Read(batch.Values(_time.Ordinal), row, out long nanoseconds);
        if (problem is not null)
        {
            return Refuse(_timestampColumn, problem);
        }

        LastTime = _time.Write(nanoseconds, output);
        return LineOutcome.Written;
    }

    // Rows of one table come together, so the escaped name is made anew only when it changes.
    private bool ReadMeasurement(PointBatch batch, int row)
    {
        if (batch.Values(_measurementColumn) is not TextValues names || names.IsNull(row))
        {
            Refuse(PointSchema.MeasurementColumn, "The row names no measurement.");
            return false;
        }

        ReadOnlySpan<byte> name = names.Utf8(row);
        if (_measurement.Length > 0 && name.SequenceEqual(_measurementName))
        {
            return true;
        }

        byte[] escaped = LineEscaping.Measurement(name, out string? problem);
        if (problem is not null)
        {
            Refuse(PointSchema.MeasurementColumn, problem);
            return false;
        }

        _measurement = escaped;
        _measurementName = name.ToArray();
        if (_options.Target is not null)
        {
            (_tags, _fields) = CellsFor(Encoding.UTF8.GetString(name));
            Bind(_tags, batch);
            Bind(_fields, batch);
        }

        return true;
    }

    private LineOutcome Refuse(string column, string reason)
    {
        Problem = new PointProblem(column, reason);
        return LineOutcome.Invalid;
    }

    private static byte[] FixedMeasurement(string? name)
    {
        if (name is null)
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter, "Nothing names the measurement to write to.")
            {
                Target = "Measurement",
                Advice = "Give -Measurement, or keep the column iox::measurement.",
            };
        }

        string? problem = StrictUtf8.IsValid(name) ? null : "It holds half a surrogate pair.";
        byte[] escaped = problem is null ? LineEscaping.Measurement(StrictUtf8.Encoding.GetBytes(name), out problem) : [];
        return problem is null ? escaped : throw new InfluxException(InfluxErrorId.InvalidParameter,
            $"The measurement '{ErrorText.Quote(name)}' cannot be written: {problem}") { Target = name };
    }
}
