using System.Globalization;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Core.Points.Arrow;

/// <summary>
/// Wraps Arrow arrays as column values. Everything InfluxDB stores is wrapped without copying; what only functions and system tables
/// return (narrow integers, other time units, views, dictionaries) is copied once into those forms.
/// </summary>
internal static class ArrowColumns
{
    /// <summary>Reads a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="schema">What is known of its columns. The batch gets another one where a column of whole numbers turns out to need more than 64
    /// bits.</param>
    public static PointBatch Read(RecordBatch batch, PointSchema schema)
    {
        var values = new ColumnValues[batch.ColumnCount];
        PointColumn[]? widened = null;
        for (int column = 0; column < values.Length; column++)
        {
            IArrowArray array = batch.Column(column);
            if (WholeNumbers.Of(array) is not { } numbers)
            {
                values[column] = Wrap(array);
                continue;
            }

            PointType type = numbers.Widen(schema.Columns[column].Type);
            values[column] = numbers.Read(type);
            if (type != schema.Columns[column].Type)
            {
                widened ??= [.. schema.Columns];
                widened[column] = widened[column] with { Type = type };
            }
        }

        return new PointBatch(widened is null ? schema : schema.WithColumns(widened), values, batch.Length);
    }

    private static ColumnValues Wrap(IArrowArray array) => WrapPlain(array) ?? new OtherValues(ArrowObjects.Read(array));

    /// <summary>The column values of a plain type, or null for nested types and the like.</summary>
    internal static ColumnValues? WrapPlain(IArrowArray array) => array switch
    {
        NullArray => new NullValues(),
        TimestampArray { Data.DataType: TimestampType { Unit: TimeUnit.Nanosecond } } => Words(PointType.Timestamp, array.Data),
        Int64Array => Words(PointType.Integer, array.Data),
        UInt64Array => Words(PointType.Unsigned, array.Data),
        DoubleArray => Words(PointType.Float, array.Data),
        BooleanArray => Booleans(array.Data),
        StringArray => Text(array.Data),
        TimestampArray times => CopyWords(PointType.Timestamp, times, TimeScale(times)),
        Date32Array days => CopyWords(PointType.Timestamp, days.Length, row => days.GetValue(row) is { } day ? day * 86_400_000_000_000 : null),
        Date64Array days => CopyWords(PointType.Timestamp, days.Length, row => days.GetValue(row) is { } milliseconds ? milliseconds * 1_000_000 : null),
        Int8Array numbers => CopyWords(PointType.Integer, numbers.Length, row => numbers.GetValue(row)),
        Int16Array numbers => CopyWords(PointType.Integer, numbers.Length, row => numbers.GetValue(row)),
        Int32Array numbers => CopyWords(PointType.Integer, numbers.Length, row => numbers.GetValue(row)),
        UInt8Array numbers => CopyWords(PointType.Unsigned, numbers.Length, row => numbers.GetValue(row)),
        UInt16Array numbers => CopyWords(PointType.Unsigned, numbers.Length, row => numbers.GetValue(row)),
        UInt32Array numbers => CopyWords(PointType.Unsigned, numbers.Length, row => numbers.GetValue(row)),
        HalfFloatArray numbers => CopyWords(PointType.Float, numbers.Length, row => Bits((double?)numbers.GetValue(row))),
        FloatArray numbers => CopyWords(PointType.Float, numbers.Length, row => Bits(numbers.GetValue(row))),
        _ when WholeNumbers.Of(array) is { } numbers => numbers.Read(numbers.Widen(PointType.Integer)),
        Decimal32Array numbers => CopyWords(PointType.Float, numbers.Length, row => Bits((double?)numbers.GetValue(row))),
        Decimal64Array numbers => CopyWords(PointType.Float, numbers.Length, row => Bits((double?)numbers.GetValue(row))),
        Decimal128Array numbers => CopyWords(PointType.Float, numbers.Length, row => Bits(Parse(numbers.GetString(row)))),
        Decimal256Array numbers => CopyWords(PointType.Float, numbers.Length, row => Bits(Parse(numbers.GetString(row)))),
        LargeStringArray texts => CopyText(texts.Length, row => texts.GetString(row)),
        StringViewArray texts => CopyText(texts.Length, row => texts.GetString(row)),
        DictionaryArray dictionary => Hydrate(dictionary),
        _ => null,
    };

    private static WordValues Words(PointType type, ArrayData data)
    {
        (byte[] bytes, int start) = Block(data.Buffers[1]);
        (byte[]? validity, int validityStart) = Validity(data);
        return new WordValues(type, bytes, start + (data.Offset << 3), validity, validityStart);
    }

    private static BooleanValues Booleans(ArrayData data)
    {
        (byte[] bytes, int start) = Block(data.Buffers[1]);
        (byte[]? validity, int validityStart) = Validity(data);
        return new BooleanValues(bytes, (start << 3) + data.Offset, validity, validityStart);
    }

    private static ColumnValues Text(ArrayData data)
    {
        if (data.Length == 0)
        {
            return new NullValues();
        }

        (byte[] offsets, int offsetsStart) = Block(data.Buffers[1]);
        (byte[] bytes, int bytesStart) = Block(data.Buffers[2]);
        (byte[]? validity, int validityStart) = Validity(data);
        return new TextValues(offsets, offsetsStart + (data.Offset << 2), bytes, bytesStart, validity, validityStart);
    }

    private static (byte[]? Bits, int Start) Validity(ArrayData data)
    {
        if (data.GetNullCount() == 0 || data.Buffers[0].IsEmpty)
        {
            return (null, 0);
        }

        (byte[] bytes, int start) = Block(data.Buffers[0]);
        return (bytes, (start << 3) + data.Offset);
    }

    // Messages are byte arrays, so their slices can be read in place; anything else is copied once.
    private static (byte[] Bytes, int Start) Block(ArrowBuffer buffer)
        => MemoryMarshal.TryGetArray(buffer.Memory, out ArraySegment<byte> segment) && segment.Array is not null
            ? (segment.Array, segment.Offset)
            : (buffer.Memory.ToArray(), 0);

    private static long TimeScale(TimestampArray times) => ((TimestampType)times.Data.DataType).Unit switch
    {
        TimeUnit.Second => 1_000_000_000,
        TimeUnit.Millisecond => 1_000_000,
        TimeUnit.Microsecond => 1_000,
        _ => 1,
    };

    private static WordValues CopyWords(PointType type, TimestampArray times, long scale)
        => CopyWords(type, times.Length, row => times.GetValue(row) is { } value ? checked(value * scale) : null);

    private static WordValues CopyWords(PointType type, int length, Func<int, long?> read)
    {
        var builder = new WordBuilder(type, length);
        for (int row = 0; row < length; row++)
        {
            if (read(row) is { } value)
            {
                builder.Add(value);
            }
            else
            {
                builder.AddNull();
            }
        }

        return builder.Build();
    }

    private static TextValues CopyText(int length, Func<int, string?> read)
    {
        var builder = new TextBuilder(length);
        for (int row = 0; row < length; row++)
        {
            if (read(row) is { } text)
            {
                builder.Add(text);
            }
            else
            {
                builder.AddNull();
            }
        }

        return builder.Build();
    }

    // Tags of a server that does not hydrate them: each row's text from the dictionary, once.
    private static TextValues Hydrate(DictionaryArray dictionary)
    {
        ColumnValues values = Wrap(dictionary.Dictionary);
        ColumnValues indices = Wrap(dictionary.Indices);
        return CopyText(dictionary.Length, row => indices.IsNull(row)
            ? null
            : Convert.ToString(values.Get(Convert.ToInt32(indices.Get(row), CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture));
    }

    private static long? Bits(double? value) => value is { } number ? BitConverter.DoubleToInt64Bits(number) : null;

    private static double? Parse(string? text) => text is null ? null : double.Parse(text, CultureInfo.InvariantCulture);
}
