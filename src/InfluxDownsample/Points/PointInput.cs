using System.Management.Automation;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Pipeline;
using InfluxDownsample.Points.Objects;

namespace InfluxDownsample.Points;

/// <summary>
/// Turns whatever comes down the pipeline into rows of columns, in the order of arrival: batches and untouched points as they are,
/// changed points and any other object through columns built for them.
/// </summary>
internal sealed class PointInput
{
    private const string LostTag = "The object is a copy of a point, which does not tell any more whether this column is a tag.";
    private const string LostTagCure = "Name the tags with -TagColumn, or say -TagColumn @() where there are none.";

    private readonly LineProtocolOptions _options;
    private IPointReceiver _receiver;
    private readonly ObjectRows _objects;
    private readonly Dictionary<PointSchema, LineProtocolEncoder> _encoders = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _missing;
    private LineProtocolEncoder? _encoder;
    private readonly TimeReader _times;
    private InputItems.Enumerator _list;
    private RowsInTurn? _turn;
    private long _rows;
    private bool _saidDropped;
    private bool _saidUnit;
    private bool _saidNumbers;
    private bool _saidRenamed;
    private readonly HashSet<string> _saidOdd = new(StringComparer.Ordinal);
    private PointSchema? _apart;

    public PointInput(LineProtocolOptions options, int rowsToDecideTypes, IPointReceiver receiver)
    {
        _times = new TimeReader(options);
        _options = options with { Times = _times };
        _receiver = receiver;
        _objects = new ObjectRows(_options, rowsToDecideTypes);
        _missing = new HashSet<string>(options.TagColumns.Concat(options.FieldColumns ?? []).Concat(options.FieldTypes.Keys), StringComparer.Ordinal);
    }

    /// <summary>Takes one object.</summary>
    public void Add(object input)
    {
        object plain = input is PSObject wrapped ? wrapped.BaseObject : input;
        if (plain is InfluxPoint read && !IsRenamed(read))
        {
            KeepApart(read.Batch.Schema);
        }

        if (plain is InfluxPoint { IsModified: false } point && !AddedProperties.Any(point))
        {
            _objects.Note(point.Batch.Schema);
            FlushObjects();
            _receiver.Take(EncoderFor(point.Batch.Schema), point.Batch, point.Row, Next(point));
        }
        else
        {
            AddOther(plain, input);
        }

        SayUnit();
    }

    /// <summary>Hands on what still waits for its types to be decided.</summary>
    public void Flush()
    {
        FlushObjects();
        SayUnit();
    }

    /// <summary>Hands on, after something has failed in between, what was received and not handed on.</summary>
    /// <param name="receiver">Gets it instead.</param>
    public void TakeRest(IPointReceiver receiver)
    {
        _receiver = receiver;
        if (_turn is not null)
        {
            Take(_turn);
        }

        AddList();
        FlushObjects();
    }

    /// <summary>Whether no input has had some column that the user names.</summary>
    public bool LacksNamedColumns => _missing.Any(name => !_objects.HasColumn(name));

    /// <summary>
    /// Columns named by the user must be somewhere in the input; asked before the first request, since rows without their tags are other series.
    /// </summary>
    /// <returns>False while there has been no input to look at.</returns>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.ColumnNotFound"/>.</exception>
    public bool RequireNamedColumns()
    {
        if (_missing.Count == 0 || _encoders.Count == 0)
        {
            return _encoders.Count > 0;
        }

        throw MissingColumn.Error(
            _missing.First(), _objects.InputColumns.Concat(_encoders.Keys.SelectMany(static schema => schema.Columns).Select(static column => column.Name)));
    }

    private void AddOther(object plain, object input)
    {
        if (plain is not PSCustomObject && !AddedProperties.Any(input))
        {
            // Errors and -PassThru give back the very object, not the engine's wrapping of it.
            input = plain;
        }

        switch (plain)
        {
            case InfluxBatch batch:
                KeepApart(batch.Columns.Schema);
                _objects.Note(batch.Columns.Schema);
                FlushObjects();
                Take(new RowsInTurn(batch.Columns, batch, null));
                break;
            case var _ when InputItems.IsList(plain):
                _list = InputItems.Of(plain).GetEnumerator();
                AddList();
                break;
            case var _ when FindLostTag(input) is { } column:
                FlushObjects();
                Refuse(Next(input), new PointException(new PointProblem(column, LostTag, LostTagCure)));
                break;
            default:
                AddObject(plain is PSCustomObject ? input : plain, Next(input));
                break;
        }
    }

    // Select-Object and serialization copy a point's values but not what the server said of its columns: a tag written as a field makes all series one.
    private string? FindLostTag(object input)
        => !_options.AreTagsSaid && input is PSObject copy && ObjectCopy.Is(copy, InfluxPoint.TypeName)
            ? copy.Properties.FirstOrDefault(property => IsCopied(property) && !ObjectShape.IsOfRemoting(property.Name)
                && property.Name != _options.TimestampColumn && property.Name != PointSchema.MeasurementColumn
                && !_options.IsFieldSaid(property.Name) && property.Value is string)?.Name
            : null;

    // Others were added to the copy, and compute their values.
    private static bool IsCopied(PSPropertyInfo property) => property.MemberType is PSMemberTypes.NoteProperty or PSMemberTypes.Property;

    // Copies have the names of properties, and of which columns those were is not to be known from them.
    private void SayRenamed(ObjectBatch batch)
    {
        if (!_saidRenamed && batch.Inputs[0].Input is PSObject copy && ObjectCopy.Is(copy, InfluxPoint.RenamedTypeName)
            && batch.Columns.Schema.Columns.Select(static column => column.Name).Where(PointPropertyNames.IsNumbered).ToArray() is { Length: > 0 } names)
        {
            _saidRenamed = true;
            _receiver.Warn(Warnings.RenamedColumns(names));
        }
    }

    private void SayUnit()
    {
        if (!_saidUnit && _times.LikelyUnit is { } unit)
        {
            _saidUnit = true;
            _receiver.Warn(Warnings.LikelyUnit(unit));
        }
    }

    private InputRow Next(object input) => new(input, ++_rows);

    private void Refuse(InputRow input, InfluxException reason)
    {
        if (reason is PointException invalid)
        {
            _receiver.Refuse(input.Input, invalid.At(input.Number));
        }
        else
        {
            _receiver.Conflict(input, reason);
        }
    }

    private void AddObject(object source, InputRow input)
    {
        if (_objects.MustTakeBefore(source))
        {
            FlushObjects();
        }

        try
        {
            _objects.Add(source, input);
        }
        catch (PointException reason)
        {
            Refuse(input, reason);
        }

        if (_objects.IsReady)
        {
            FlushObjects();
        }
    }

    private void FlushObjects()
    {
        // A name that is not there ends the command before anything is asked.
        _missing.RemoveWhere(_objects.HasColumn);
        if (_objects.Take(mayAsk: _missing.Count == 0) is not { } batch)
        {
            return;
        }

        _turn = new RowsInTurn(batch.Columns, null, batch);
        if (batch.Conflict is var (row, conflict))
        {
            _receiver.Conflict(batch.Inputs[row], conflict);
        }

        if (!_saidNumbers && _objects.NumbersAsText.Count > 0)
        {
            _saidNumbers = true;
            _receiver.Warn(NumbersAsTextWarning.Of(_objects.NumbersAsText, _options.InferTypes, _options.Culture));
        }

        foreach ((string column, string text) in _objects.OddTexts.Where(odd => _saidOdd.Add(odd.Key)))
        {
            _receiver.Warn(Warnings.InferredAsText(column, text));
        }

        SayRenamed(batch);
        Take(_turn);
    }

    private void AddList()
    {
        while (_list.MoveNext())
        {
            Add(_list.Current);
        }
    }

    private void Take(RowsInTurn turn)
    {
        _turn = turn;
        LineProtocolEncoder encoder = EncoderFor(turn.Columns.Schema);
        while (turn.Next < turn.Columns.RowCount)
        {
            int row = turn.Next++;
            InputRow input = turn.Objects?.Inputs[row] ?? Next(turn.Whole!);
            if (turn.Objects is not null && turn.Objects.Refused.TryGetValue(row, out InfluxException? reason))
            {
                Refuse(input, reason);
            }
            else
            {
                _receiver.Take(encoder, turn.Columns, row, input);
            }
        }

        _turn = null;
    }

    private LineProtocolEncoder EncoderFor(PointSchema schema)
        => _encoder is not null && ReferenceEquals(_encoder.Schema, schema) ? _encoder : _encoder = FindEncoder(schema);

    private LineProtocolEncoder FindEncoder(PointSchema schema)
    {
        if (!_encoders.TryGetValue(schema, out LineProtocolEncoder? encoder))
        {
            _missing.RemoveWhere(name => schema.IndexOf(name) >= 0);
            // A name that is not there ends the command before anything is asked.
            encoder = new LineProtocolEncoder(schema, _missing.Count > 0 ? _options with { Target = null } : _options);
            _encoders.Add(schema, encoder);
            SayDropped(encoder);
        }

        return encoder;
    }

    // Whoever gives a row another measurement says where it goes.
    private static bool IsRenamed(InfluxPoint point) => point.IsModified && point.Batch.Schema.IndexOf(PointSchema.MeasurementColumn) is >= 0 and var ordinal
        && point.TryGetAssigned(ordinal, out object? name) && !Equals(name, point.Batch.GetValue(point.Row, ordinal));

    private void KeepApart(PointSchema schema)
    {
        if (!ReferenceEquals(schema, _apart))
        {
            SourceRows.KeepApart(schema, _options);
            _apart = schema;
        }
    }

    private void SayDropped(LineProtocolEncoder encoder)
    {
        if (encoder.Roles.MeasurementDropped && !_saidDropped)
        {
            _saidDropped = true;
            _receiver.Warn(Warnings.MeasurementDropped);
        }
    }
}
