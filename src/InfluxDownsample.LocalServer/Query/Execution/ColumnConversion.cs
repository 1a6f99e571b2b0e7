using System.Runtime.InteropServices;
using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>
/// From the Arrow type DuckDB returns to the type the client sees. Most only change the label on the same buffers.
/// </summary>
internal static class ColumnConversion
{
    public static Func<ArrayData, ArrayData> To(OutputType type)
    {
        IArrowType target = type.Arrow;
        return type.Kind switch
        {
            ArrowTypeId.Null => data => new ArrayData(target, data.Length, data.Length, 0, System.Array.Empty<ArrowBuffer>()),
            ArrowTypeId.StringView => data => Views(new StringArray(Expect(data, ArrowTypeId.String))),
            ArrowTypeId.Decimal128 => data => Relabel(Expect(data, ArrowTypeId.Decimal128), target),
            ArrowTypeId.LargeString => data => WideOffsets(Expect(data, ArrowTypeId.String), target),
            ArrowTypeId.Timestamp or ArrowTypeId.Duration when type.Unit != TimeUnit.Nanosecond =>
                data => CoarseTime(Expect(data, ArrowTypeId.Int64), target, type.Unit),
            ArrowTypeId.Timestamp or ArrowTypeId.Time64 or ArrowTypeId.Duration => data => Relabel(Expect(data, ArrowTypeId.Int64), target),
            ArrowTypeId.Interval => data => Interval(Expect(data, ArrowTypeId.Struct), target),
            ArrowTypeId.Struct => Struct(type, target),
            ArrowTypeId.List => List(type, target),
            _ => data => Expect(data, target.TypeId),
        };
    }

    private static Func<ArrayData, ArrayData> Struct(OutputType type, IArrowType target)
    {
        Func<ArrayData, ArrayData>[] fields = [.. type.Fields.Select(field => To(field.Type))];
        return data => Relabel(Expect(data, ArrowTypeId.Struct), target, [.. data.Children.Select((child, i) => fields[i](child))]);
    }

    private static Func<ArrayData, ArrayData> List(OutputType type, IArrowType target)
    {
        Func<ArrayData, ArrayData> element = To(type.Element!);
        return data => Relabel(Expect(data, ArrowTypeId.List), target, [element(data.Children[0])]);
    }

    private static ArrayData Relabel(ArrayData data, IArrowType target, ArrayData[]? children = null) =>
        new(target, data.Length, data.NullCount, data.Offset, data.Buffers, children ?? data.Children);

    private static ArrayData WideOffsets(ArrayData data, IArrowType target)
    {
        ReadOnlySpan<int> narrow = MemoryMarshal.Cast<byte, int>(data.Buffers[1].Span).Slice(data.Offset, data.Length + 1);
        long[] wide = new long[narrow.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = narrow[i];
        }

        return new ArrayData(target, data.Length, data.NullCount, 0, [Validity(data), Buffer(wide), data.Buffers[2]]);
    }

    private static ArrayData Views(StringArray texts)
    {
        StringViewArray.Builder views = new();
        for (int i = 0; i < texts.Length; i++)
        {
            if (texts.IsNull(i))
            {
                views.AppendNull();
            }
            else
            {
                views.Append(texts.GetBytes(i));
            }
        }

        return views.Build().Data;
    }

    private static ArrayData CoarseTime(ArrayData data, IArrowType target, TimeUnit unit)
    {
        long divisor = TimeUnits.Nanoseconds(unit);
        ReadOnlySpan<long> nanoseconds = MemoryMarshal.Cast<byte, long>(data.Buffers[1].Span).Slice(data.Offset, data.Length);
        long[] coarse = new long[nanoseconds.Length];
        for (int i = 0; i < coarse.Length; i++)
        {
            (long quotient, long remainder) = Math.DivRem(nanoseconds[i], divisor);
            coarse[i] = remainder < 0 ? quotient - 1 : quotient;
        }

        return new ArrayData(target, data.Length, data.NullCount, 0, [Validity(data), Buffer(coarse)]);
    }

    private static ArrayData Interval(ArrayData data, IArrowType target)
    {
        ReadOnlySpan<int> months = Values<int>(data.Children[0], data);
        ReadOnlySpan<int> days = Values<int>(data.Children[1], data);
        ReadOnlySpan<long> nanos = Values<long>(data.Children[2], data);
        byte[] packed = new byte[data.Length * 16];
        for (int i = 0; i < data.Length; i++)
        {
            MemoryMarshal.Write(packed.AsSpan(i * 16), months[i]);
            MemoryMarshal.Write(packed.AsSpan((i * 16) + 4), days[i]);
            MemoryMarshal.Write(packed.AsSpan((i * 16) + 8), nanos[i]);
        }

        return new ArrayData(target, data.Length, data.NullCount, 0, [Validity(data), new ArrowBuffer(packed)]);
    }

    private static ReadOnlySpan<T> Values<T>(ArrayData child, ArrayData parent)
        where T : struct =>
        MemoryMarshal.Cast<byte, T>(child.Buffers[1].Span).Slice(child.Offset + parent.Offset, parent.Length);

    /// <summary>The validity bits with the offset taken out.</summary>
    private static ArrowBuffer Validity(ArrayData data)
    {
        if (data.NullCount == 0 || data.Buffers[0].IsEmpty)
        {
            return ArrowBuffer.Empty;
        }

        if (data.Offset == 0)
        {
            return data.Buffers[0];
        }

        byte[] bits = new byte[BitUtility.ByteCount(data.Length)];
        for (int i = 0; i < data.Length; i++)
        {
            BitUtility.SetBit(bits, i, BitUtility.GetBit(data.Buffers[0].Span, data.Offset + i));
        }

        return new ArrowBuffer(bits);
    }

    private static ArrowBuffer Buffer(long[] values) => new(MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    private static ArrayData Expect(ArrayData data, ArrowTypeId physical) => data.DataType.TypeId == physical
        ? data
        : throw new InvalidOperationException($"The plan expects {physical} from DuckDB, which returned {data.DataType.TypeId}.");
}
