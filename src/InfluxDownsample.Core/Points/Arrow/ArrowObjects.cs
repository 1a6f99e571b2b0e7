using System.Collections.Specialized;
using Apache.Arrow;
using Apache.Arrow.Types;
using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Core.Points.Arrow;

/// <summary>
/// Values that no point can hold, as plain objects to look at: a struct as an ordered dictionary, a list as an array, a duration or an interval as a TimeSpan
/// where it is one.
/// </summary>
internal static class ArrowObjects
{
    public static object?[] Read(IArrowArray array)
    {
        ColumnValues? plain = ArrowColumns.WrapPlain(array);
        var values = new object?[array.Length];
        for (int row = 0; row < values.Length; row++)
        {
            values[row] = plain is not null ? plain.Get(row) : array.IsNull(row) ? null : Value(array, row);
        }

        return values;
    }

    private static object? Value(IArrowArray array, int row) => array switch
    {
        StructArray structure => Members(structure, row),
        ListArray list => Items(list.GetSlicedValues(row)),
        LargeListArray list => Items(list.GetSlicedValues(row)),
        ListViewArray list => Items(list.GetSlicedValues(row)),
        FixedSizeListArray list => Items(list.GetSlicedValues(row)),
        DurationArray duration => Duration(duration, row),
        YearMonthIntervalArray intervals => IntervalText.Value(intervals.GetValue(row)!.Value.Months, 0, 0),
        DayTimeIntervalArray intervals => intervals.GetValue(row)!.Value is var interval
            ? IntervalText.Value(0, interval.Days, interval.Milliseconds * 1_000_000L) : null,
        MonthDayNanosecondIntervalArray intervals
            => intervals.GetValue(row)!.Value is var interval ? IntervalText.Value(interval.Months, interval.Days, interval.Nanoseconds) : null,
        BinaryArray binary => binary.GetBytes(row).ToArray(),
        LargeBinaryArray binary => binary.GetBytes(row).ToArray(),
        BinaryViewArray binary => binary.GetBytes(row).ToArray(),
        Time64Array time => time.GetTime(row),
        Time32Array time => time.GetTime(row),
        // Nothing a query for points returns; say what it is instead of failing the whole answer.
        _ => array.Data.DataType.Name,
    };

    // A TimeSpan counts 100 ns.
    private static object Duration(DurationArray durations, int row)
    {
        long value = durations.GetValue(row)!.Value;
        return durations.DataType.Unit == TimeUnit.Nanosecond && value % TimeSpan.NanosecondsPerTick != 0 ? IntervalText.Value(0, 0, value)
            : durations.GetTimeSpan(row)!.Value;
    }

    private static OrderedDictionary Members(StructArray structure, int row)
    {
        var members = new OrderedDictionary(StringComparer.Ordinal);
        IReadOnlyList<Field> fields = ((StructType)structure.Data.DataType).Fields;
        for (int member = 0; member < fields.Count; member++)
        {
            IArrowArray values = structure.Fields[member];
            members[fields[member].Name] = values.IsNull(row) ? null : ArrowColumns.WrapPlain(values) is { } plain ? plain.Get(row) : Value(values, row);
        }

        return members;
    }

    private static object?[] Items(IArrowArray? items) => items is null ? [] : Read(items);
}
