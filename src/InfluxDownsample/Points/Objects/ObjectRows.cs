using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.LineProtocol.Cells;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Points.Objects;

/// <summary>
/// Builds columns from plain objects. Each column gets one type for the whole call, decided over the first rows: what <c>-FieldType</c> says,
/// else what the server said, else float when any of its numbers is one. A later value that does not fit makes its point invalid.
/// </summary>
internal sealed class ObjectRows(LineProtocolOptions options, int rowsToDecideTypes)
{
    // Objects of more shapes than these in turns are read too, each shape anew.
    private const int MaxShapes = 16;

    // Objects that wait for long are moved about by the garbage collector, which costs more than a few rows more at once spare.
    private const int RowsOnceDecided = 256;

    private readonly List<KnownShape> _shapes = [];
    private readonly List<ObjectColumn> _columns = [];
    private readonly Dictionary<string, ObjectColumn> _columnsByName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PointSchema> _schemas = new(StringComparer.Ordinal);
    private readonly List<InputRow> _inputs = [];
    private object?[] _values = [];
    private readonly TimeReader _times = options.Times ?? new TimeReader(options);
    private readonly Dictionary<string, SeenTypes> _numbersAsText = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _oddTexts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inputColumns = new(StringComparer.Ordinal);
    private readonly HashSet<(string Table, string Column)> _floats = [];
    private PointSchema? _noted;
    private string? _measurement;
    private bool _allDecided;
    private bool _mayAsk = true;

    /// <summary>All properties of the objects where <c>-FieldColumn</c> leaves some out, for a message about those it names.</summary>
    public IReadOnlyCollection<string> InputColumns => _inputColumns;

    /// <summary>New columns that hold numbers as text, and are written as text, with what was seen of them.</summary>
    public IReadOnlyDictionary<string, SeenTypes> NumbersAsText => _numbersAsText;

    /// <summary>New columns that <c>-InferType</c> made text because of a few texts, with the first of these.</summary>
    public IReadOnlyDictionary<string, string> OddTexts => _oddTexts;

    /// <summary>Whether enough rows wait for them to be handed on.</summary>
    public bool IsReady => _inputs.Count >= (_allDecided ? Math.Min(RowsOnceDecided, rowsToDecideTypes) : rowsToDecideTypes);

    /// <summary>Whether rows wait that are from another table, so that this object must not join them.</summary>
    public bool MustTakeBefore(object source) => _inputs.Count > 0 && MeasurementOf(source) != _measurement;

    /// <summary>Notes what comes beside the objects in columns of its own: numbers of a new column are floats where these are.</summary>
    public void Note(PointSchema schema)
    {
        if (ReferenceEquals(schema, _noted))
        {
            return;
        }

        NoteNew(schema);
    }

    // Apart from the question above, which every row asks: a lambda's captured variables are allocated where their method begins.
    private void NoteNew(PointSchema schema)
    {
        _noted = schema;
        _floats.UnionWith(schema.Columns.Where(static column => column.Type == PointType.Float).Select(column => (TableOf(schema.Measurement), column.Name)));
    }

    /// <exception cref="PointException">The object cannot be a point.</exception>
    public void Add(object source, InputRow input)
    {
        KnownShape shape = Read(source);
        if (shape.Problem is not null)
        {
            throw new PointException(shape.Problem);
        }

        int row = _inputs.Count;
        for (int index = 0; index < shape.Columns.Length; index++)
        {
            ObjectColumn column = shape.Columns[index];
            column.Set(row, _values[index]);
            column.Keep(row);
        }

        _measurement = shape.Shape.Measurement;
        _inputs.Add(input);
    }

    /// <summary>Whether some object had a column.</summary>
    public bool HasColumn(string name) => _columnsByName.ContainsKey(name);

    /// <summary>The waiting rows as columns; null when none wait.</summary>
    /// <param name="mayAsk">Whether the target may be asked for its columns.</param>
    public ObjectBatch? Take(bool mayAsk = true)
    {
        _mayAsk = mayAsk;
        return _inputs.Count == 0 ? null : TakeWaiting();
    }

    private ObjectBatch TakeWaiting()
    {
        PointSchema schema = DecideTypes();
        var builder = new PointBatchBuilder(schema, _inputs.Count);
        var refused = new Dictionary<int, InfluxException>();
        for (int ordinal = 0; ordinal < _columns.Count; ordinal++)
        {
            _columns[ordinal].MoveTo(builder.Column(ordinal), _inputs.Count, _times, (row, reason) =>
            {
                // A row that is no point is none to the target either.
                if (!refused.TryAdd(row, reason) && refused[row] is not PointException && reason is PointException)
                {
                    refused[row] = reason;
                }
            });
        }

        var batch = new ObjectBatch(builder.Build(_inputs.Count), [.. _inputs], refused);
        _inputs.Clear();
        return batch;
    }

    // Objects mostly come in runs of one shape, so the last one is tried first.
    private KnownShape Read(object source)
    {
        for (int index = _shapes.Count - 1; index >= 0; index--)
        {
            KnownShape known = _shapes[index];
            if (known.Shape.HasNoOthers(source) && known.Shape.TryRead(source, _values.AsSpan(0, known.Columns.Length)))
            {
                _shapes.RemoveAt(index);
                _shapes.Add(known);
                return known;
            }
        }

        ObjectCopy.RefuseBatch(source);
        ObjectShape shape = ObjectShape.Of(source, options);
        if (options.FieldColumns is not null)
        {
            _inputColumns.UnionWith(ObjectShape.Of(source, options with { FieldColumns = null }).Properties.Select(static property => property.Name));
        }

        var made = new KnownShape(shape, [.. shape.Properties.Select(ColumnOf)], shape.FindProblem(options));
        if (_shapes.Count == MaxShapes)
        {
            _shapes.RemoveAt(0);
        }

        _shapes.Add(made);
        if (_values.Length < made.Columns.Length)
        {
            _values = new object?[made.Columns.Length];
        }

        return shape.TryRead(source, _values.AsSpan(0, made.Columns.Length))
            ? made
            : throw new PointException(new PointProblem(null, "The object's properties are not the same at two looks."));
    }

    private ObjectColumn ColumnOf(ObjectProperty property)
    {
        if (!_columnsByName.TryGetValue(property.Name, out ObjectColumn? column))
        {
            column = new ObjectColumn(
                property.Name, property.Name == options.TimestampColumn, options.FieldTypes.ContainsKey(property.Name), options.Culture);
            _columnsByName.Add(property.Name, column);
            _columns.Add(column);
            _allDecided = false;
        }

        column.Say(property.Said);
        return column;
    }

    // A column that first appears later is decided then; the others keep their type.
    private PointSchema DecideTypes()
    {
        bool isTextOnly = _columns.TrueForAll(column => column.Seen.IsEmpty || column.Seen.AreTexts || column.Name == options.TimestampColumn);
        foreach (ObjectColumn column in _columns)
        {
            PointColumn? before = column.Decided;
            if (column.IsOpen)
            {
                column.Decide(Decide, FindStored(column), options.InferTypes ? Infer(column) : null, options.AcceptPartial);
                NoteNumbers(column, isTextOnly);
            }

            if (column.Decided != before)
            {
                _schemas.Clear();
            }
        }

        _allDecided = _columns.TrueForAll(static column => !column.IsOpen);
        string table = _measurement ?? "";
        if (!_schemas.TryGetValue(table, out PointSchema? schema))
        {
            schema = new PointSchema([.. _columns.Select(static column => column.Decided!)], _measurement);
            _schemas.Add(table, schema);
        }

        return schema;
    }

    private PointType? Infer(ObjectColumn column)
    {
        if (!column.Seen.AreTexts || !IsPlainField(column.Name) || options.FieldTypes.ContainsKey(column.Name))
        {
            return null;
        }

        PointType inferred = column.Seen.Inferred;
        return FindTarget(column.Name) is { } target && inferred != target.Type && !FittedField.Fits(inferred, target) ? null : inferred;
    }

    private StoredColumn? FindStored(ObjectColumn column)
        => IsPlainField(column.Name) && !options.FieldTypes.ContainsKey(column.Name) && TableFor(column) is { } table
            && FindTarget(column.Name, table) is { } target && (target.IsTag || CellWriters.IsWritable(target.Type))
            ? new StoredColumn(target, table) : null;

    // Rows that name their tables may name another one later, so that of the first ones decides only where the rows themselves do not agree.
    private string? TableFor(ObjectColumn column) => options.Measurement ?? _measurement
        ?? (column.Seen.AreMixed && _columnsByName.TryGetValue(PointSchema.MeasurementColumn, out ObjectColumn? names)
            ? names.FindOnlyText(_inputs.Count) : null);

    private void NoteNumbers(ObjectColumn column, bool isTextOnly)
    {
        if ((isTextOnly || options.InferTypes) && column.Decided is { Type: PointType.String, Role: ColumnRole.Field } && column.Seen.AreTexts
            && IsPlainField(column.Name) && !options.FieldTypes.ContainsKey(column.Name) && column.Seen.LooksLikeNumbers && FindTarget(column.Name) is null)
        {
            _numbersAsText.TryAdd(column.Name, column.Seen);
        }
        else if (options.InferTypes && column is { Decided: { Type: PointType.String, Role: ColumnRole.Field }, Seen: { AreTexts: true, OddText: { } odd } }
            && IsPlainField(column.Name) && !options.FieldTypes.ContainsKey(column.Name) && FindTarget(column.Name) is null)
        {
            _oddTexts.TryAdd(column.Name, odd);
        }
    }

    private bool IsPlainField(string name)
        => name != options.TimestampColumn && name != PointSchema.MeasurementColumn && !options.TagColumns.Contains(name, StringComparer.Ordinal);

    private TargetColumn? FindTarget(string name) => (options.Measurement ?? _measurement) is { } table ? FindTarget(name, table) : null;

    private TargetColumn? FindTarget(string name, string table)
        => _mayAsk && options.Target is { } target && target.Find(table).TryGetValue(name, out TargetColumn column) ? column : null;

    private PointColumn Decide(string name, PointType seen, ColumnRole? role)
        => name == options.TimestampColumn ? new PointColumn(name, PointType.Timestamp, ColumnRole.Time, false)
            : name == PointSchema.MeasurementColumn ? new PointColumn(name, PointType.String, ColumnRole.Measurement, false)
            : options.TagColumns.Contains(name, StringComparer.Ordinal) ? new PointColumn(name, PointType.String, ColumnRole.Tag, false)
            : new PointColumn(name, options.FieldTypes.GetValueOrDefault(name, Widen(name, seen)), role ?? ColumnRole.Field, false);

    private PointType Widen(string name, PointType seen)
        => seen is PointType.Integer or PointType.Unsigned && _floats.Contains((TableOf(_measurement), name)) && FindTarget(name) is null
            ? PointType.Float : seen;

    private string TableOf(string? measurement) => options.Measurement ?? measurement ?? "";

    private static string? MeasurementOf(object source) => source is InfluxPoint point ? point.Batch.Schema.Measurement : null;

    private sealed record KnownShape(ObjectShape Shape, ObjectColumn[] Columns, PointProblem? Problem);
}
