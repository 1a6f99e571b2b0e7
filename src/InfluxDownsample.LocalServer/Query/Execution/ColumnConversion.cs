using Apache.Arrow;
using Apache.Arrow.Scalars;

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
            ArrowTypeId.StringView => data =>
                new StringViewArray.Builder().AppendRange((IReadOnlyList<string>)new StringArray(Expect(data, ArrowTypeId.String))).Build().Data,
            ArrowTypeId.Decimal128 => data => Relabel(Expect(data, ArrowTypeId.Decimal128), target),
            ArrowTypeId.LargeString => data =>
                new LargeStringArray.Builder().AppendRange((IReadOnlyList<string>)new StringArray(Expect(data, ArrowTypeId.String))).Build().Data,
            ArrowTypeId.Timestamp or ArrowTypeId.Duration when type.Unit != TimeUnit.Nanosecond =>
                data => CoarseTime(new Int64Array(Expect(data, ArrowTypeId.Int64)), target, TimeUnits.Nanoseconds(type.Unit)),
            ArrowTypeId.Timestamp or ArrowTypeId.Time64 or ArrowTypeId.Duration => data => Relabel(Expect(data, ArrowTypeId.Int64), target),
            ArrowTypeId.Interval => data => Interval(new StructArray(Expect(data, ArrowTypeId.Struct))),
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

    private static ArrayData CoarseTime(Int64Array times, IArrowType target, long unit)
    {
        Int64Array.Builder coarse = new();
        foreach (long? time in times)
        {
            coarse.Append(time is { } known ? (known / unit) - (known % unit < 0 ? 1 : 0) : null);
        }

        return Relabel(coarse.Build().Data, target);
    }

    private static ArrayData Interval(StructArray parts)
    {
        (Int32Array months, Int32Array days, Int64Array nanos) = ((Int32Array)parts.Fields[0], (Int32Array)parts.Fields[1], (Int64Array)parts.Fields[2]);
        MonthDayNanosecondIntervalArray.Builder intervals = new();
        for (int i = 0; i < parts.Length; i++)
        {
            intervals.Append(parts.IsNull(i) ? null : new MonthDayNanosecondInterval(months.Values[i], days.Values[i], nanos.Values[i]));
        }

        return intervals.Build().Data;
    }

    private static ArrayData Expect(ArrayData data, ArrowTypeId physical) => data.DataType.TypeId == physical
        ? data
        : throw new InvalidOperationException($"The plan expects {physical} from DuckDB, which returned {data.DataType.TypeId}.");
}
