using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Points;

/// <summary>
/// Builds columns from plain objects. Each column gets one type for the whole call, decided over the first rows: what <c>-FieldType</c> says,
/// else what the server said, else float when any of its numbers is one. A later value that does not fit makes its point invalid.
/// </summary>
internal sealed class ObjectRows(LineProtocolOptions options, int rowsToDecideTypes)
{
    private readonly List<ObjectRow> _waiting = [];
    private readonly Dictionary<string, PointColumn> _columns = new(StringComparer.Ordinal);
    private PointSchema? _schema;

    /// <summary>Whether enough rows wait for them to be handed on.</summary>
    public bool IsReady => _waiting.Count >= rowsToDecideTypes;

    /// <exception cref="PointException">A property's value cannot be in a point.</exception>
    public void Add(object source, object input)
    {
        ObjectRow row = source is InfluxPoint point ? ObjectRow.FromPoint(point, input) : ObjectRow.FromObject(source, input, options);
        _waiting.Add(row);
    }

    /// <summary>The waiting rows as columns; rows that do not fit are refused.</summary>
    public IEnumerable<ObjectBatch> Take(Action<object, PointException> refuse)
    {
        if (_waiting.Count == 0)
        {
            yield break;
        }

        PointSchema schema = DecideTypes();
        var builder = new PointBatchBuilder(schema, _waiting.Count);
        var inputs = new List<object>(_waiting.Count);
        foreach (ObjectRow row in _waiting)
        {
            if (TryFit(row, schema, out object?[] cells, out PointException? reason))
            {
                AddRow(builder, cells);
                inputs.Add(row.Input);
            }
            else
            {
                refuse(row.Input, reason!);
            }
        }

        _waiting.Clear();
        if (inputs.Count > 0)
        {
            yield return new ObjectBatch(builder.Build(), inputs);
        }
    }

    // A column that first appears later is decided then; the others keep their type.
    private PointSchema DecideTypes()
    {
        var open = new HashSet<string>(StringComparer.Ordinal);
        foreach (ObjectRow row in _waiting)
        {
            foreach (ObjectValue value in row.Values)
            {
                if (!_columns.TryGetValue(value.Name, out PointColumn? column) || column.Type == PointType.Null)
                {
                    open.Add(value.Name);
                }
            }
        }

        foreach (string name in open)
        {
            _columns[name] = Decide(name);
        }

        if (_schema is null || open.Count > 0)
        {
            _schema = new PointSchema([.. _columns.Values], _waiting[0].Measurement);
        }

        return _schema;
    }

    private PointColumn Decide(string name)
    {
        PointColumn? said = null;
        PointType type = PointType.Null;
        foreach (ObjectRow row in _waiting)
        {
            foreach (ObjectValue value in row.Values)
            {
                if (value.Name != name)
                {
                    continue;
                }

                said ??= value.Column;
                type = Wider(type, value.Value is null ? PointType.Null : ObjectCell.TypeOf(value.Value));
            }
        }

        if (said is not null && said.Type != PointType.Null)
        {
            return said;
        }

        return name == options.TimestampColumn ? new PointColumn(name, PointType.Timestamp, ColumnRole.Time, false)
            : name == PointSchema.MeasurementColumn ? new PointColumn(name, PointType.String, ColumnRole.Measurement, false)
            : options.TagColumns.Contains(name, StringComparer.Ordinal) ? new PointColumn(name, PointType.String, ColumnRole.Tag, false)
            : new PointColumn(name, options.FieldTypes.GetValueOrDefault(name, type), said?.Role ?? ColumnRole.Field, false);
    }

    // The first kind of value decides between text, boolean and number; among numbers float is the widest.
    private static PointType Wider(PointType known, PointType next) => (known, next) switch
    {
        (PointType.Null, _) => next,
        (PointType.Integer or PointType.Unsigned, PointType.Float) => PointType.Float,
        (PointType.Unsigned, PointType.Integer) => PointType.Integer,
        _ => known,
    };

    private bool TryFit(ObjectRow row, PointSchema schema, out object?[] cells, out PointException? reason)
    {
        cells = new object?[schema.Columns.Count];
        reason = null;
        try
        {
            foreach (ObjectValue value in row.Values)
            {
                int ordinal = schema.IndexOf(value.Name);
                cells[ordinal] = ObjectFit.Convert(schema.Columns[ordinal], value.Value, options.FieldTypes.ContainsKey(value.Name));
            }

            return true;
        }
        catch (PointException exception)
        {
            reason = exception;
            return false;
        }
    }

    private static void AddRow(PointBatchBuilder builder, object?[] cells)
    {
        for (int ordinal = 0; ordinal < cells.Length; ordinal++)
        {
            ColumnBuilder column = builder.Column(ordinal);
            switch (cells[ordinal])
            {
                case null: column.AddNull(); break;
                case long word: column.AddWord(word); break;
                case ulong word: column.AddWord((long)word); break;
                case double number: column.AddWord(BitConverter.DoubleToInt64Bits(number)); break;
                case bool flag: column.AddBoolean(flag); break;
                case string text: column.AddText(text); break;
            }
        }

        builder.EndRow();
    }
}
