using System.Management.Automation;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Points;

/// <summary>
/// Turns whatever comes down the pipeline into rows of columns, in the order of arrival: batches and untouched points as they are,
/// changed points and any other object through columns built for them.
/// </summary>
internal sealed class PointInput
{
    private readonly LineProtocolOptions _options;
    private readonly IPointReceiver _receiver;
    private readonly ObjectRows _objects;
    private readonly Dictionary<PointSchema, LineProtocolEncoder> _encoders = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _missing;
    private LineProtocolEncoder? _encoder;
    private bool _saidDropped;
    private bool _saidLostTags;

    public PointInput(LineProtocolOptions options, int rowsToDecideTypes, IPointReceiver receiver)
    {
        _options = options;
        _receiver = receiver;
        _objects = new ObjectRows(options, rowsToDecideTypes);
        _missing = new HashSet<string>(options.TagColumns.Concat(options.FieldColumns ?? []).Concat(options.FieldTypes.Keys), StringComparer.Ordinal);
    }

    /// <summary>Takes one object.</summary>
    public void Add(object input)
    {
        object plain = input is PSObject wrapped ? wrapped.BaseObject : input;
        if (plain is not PSCustomObject && !AddedProperties.Any(input))
        {
            // Errors and -PassThru give back the very object, not the engine's wrapping of it.
            input = plain;
        }

        switch (plain)
        {
            case InfluxBatch batch:
                FlushObjects();
                TakeRows(batch.Columns, batch);
                break;
            case InfluxPoint point when !point.IsModified && !AddedProperties.Any(point):
                FlushObjects();
                _receiver.Take(EncoderFor(point.Batch.Schema), point.Batch, point.Row, input);
                break;
            case Array items:
                // An array that is given by -InputObject and not by the pipeline.
                foreach (object? item in items)
                {
                    if (item is not null)
                    {
                        Add(item);
                    }
                }

                break;
            default:
                WarnOfLostTags(input);
                AddObject(plain is PSCustomObject ? input : plain, input);
                break;
        }
    }

    /// <summary>Hands on what still waits for its types to be decided.</summary>
    public void Flush() => FlushObjects();

    /// <summary>Columns named by the user must be somewhere in the input; asked before the first request, since rows without their tags are other series.</summary>
    /// <returns>False while there has been no input to look at.</returns>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.ColumnNotFound"/>.</exception>
    public bool RequireNamedColumns()
    {
        if (_missing.Count == 0 || _encoders.Count == 0)
        {
            return _encoders.Count > 0;
        }

        string name = _missing.First();
        string[] present = [.. _encoders.Keys.SelectMany(static schema => schema.Columns).Select(static column => column.Name).Distinct(StringComparer.Ordinal)];
        string? near = Array.Find(present, column => string.Equals(column, name, StringComparison.OrdinalIgnoreCase));
        throw new InfluxException(InfluxErrorId.ColumnNotFound, $"No input has a column '{name}'. The columns are: {ErrorText.Shorten(string.Join(", ", present), ErrorText.ServerLength)}.")
        {
            Target = name,
            Advice = near is null ? null : $"Names are case-sensitive: write '{near}'.",
        };
    }

    // Select-Object and serialization copy a point's values but not what the server said of its columns.
    private void WarnOfLostTags(object input)
    {
        if (_saidLostTags || _options.TagColumns.Count > 0 || input is not PSObject copy
            || !copy.TypeNames.Any(static name => name.StartsWith("Selected." + InfluxPoint.TypeName, StringComparison.Ordinal)
                || name.StartsWith("Deserialized." + InfluxPoint.TypeName, StringComparison.Ordinal)))
        {
            return;
        }

        _saidLostTags = true;
        if (copy.Properties.Any(property => property.Name != _options.TimestampColumn && property.Value is string))
        {
            _receiver.TagsLost();
        }
    }

    private void AddObject(object source, object input)
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
            _receiver.Refuse(input, reason);
        }

        if (_objects.IsReady)
        {
            FlushObjects();
        }
    }

    private void FlushObjects()
    {
        if (_objects.Take() is not { } batch)
        {
            return;
        }

        LineProtocolEncoder encoder = EncoderFor(batch.Columns.Schema);
        for (int row = 0; row < batch.Columns.RowCount; row++)
        {
            if (batch.Refused.TryGetValue(row, out PointException? reason))
            {
                _receiver.Refuse(batch.Inputs[row], reason);
            }
            else
            {
                _receiver.Take(encoder, batch.Columns, row, batch.Inputs[row]);
            }
        }
    }

    private void TakeRows(PointBatch batch, InfluxBatch input)
    {
        LineProtocolEncoder encoder = EncoderFor(batch.Schema);
        for (int row = 0; row < batch.RowCount; row++)
        {
            _receiver.Take(encoder, batch, row, input);
        }
    }

    private LineProtocolEncoder EncoderFor(PointSchema schema)
    {
        if (_encoder is not null && ReferenceEquals(_encoder.Schema, schema))
        {
            return _encoder;
        }

        if (!_encoders.TryGetValue(schema, out LineProtocolEncoder? encoder))
        {
            encoder = new LineProtocolEncoder(schema, _options);
            _encoders.Add(schema, encoder);
            _missing.RemoveWhere(name => schema.IndexOf(name) >= 0);
            SayDropped(encoder);
        }

        _encoder = encoder;
        return encoder;
    }

    private void SayDropped(LineProtocolEncoder encoder)
    {
        if (encoder.Roles.MeasurementDropped && !_saidDropped)
        {
            _saidDropped = true;
            _receiver.MeasurementDropped();
        }
    }
}
