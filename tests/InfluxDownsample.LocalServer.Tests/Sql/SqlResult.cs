using System.Globalization;
using Apache.Arrow;
using InfluxDownsample.LocalServer.Query;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Sql;

/// <summary>The answer to a query: its schema and every row.</summary>
public sealed record SqlResult(Schema Schema, QueryPlan Plan, IReadOnlyList<object?[]> Rows)
{
    public string[] Names => [.. Schema.FieldsList.Select(column => column.Name)];

    /// <summary>The Arrow types as InfluxDB prints them.</summary>
    public string[] Types => [.. Plan.Columns.Select(column => column.Type.ToString())];

    /// <summary>One line per row: values apart by a blank, null as "-", times of day as short as they are exact.</summary>
    public string[] Lines => [.. Rows.Select(row => string.Join(' ', row.Select((value, i) => Text(value, Plan.Columns[i].Type))))];

    public object?[] Column(string name)
    {
        int index = Schema.GetFieldIndex(name);
        Assert.True(index >= 0, $"no column {name} among {string.Join(", ", Names)}");
        return [.. Rows.Select(row => row[index])];
    }

    public OutputColumn Output(string name) => Plan.Columns.Single(column => column.Name == name);

    public static object? ValueAt(IArrowArray array, int row) => array switch
    {
        StringArray text => text.GetString(row),
        LargeStringArray text => text.GetString(row),
        StringViewArray text => text.GetString(row),
        Decimal128Array decimals => decimals.GetString(row),
        Int8Array integers => integers.GetValue(row),
        Int16Array integers => integers.GetValue(row),
        Int32Array integers => integers.GetValue(row),
        Int64Array integers => integers.GetValue(row),
        UInt8Array unsigned => unsigned.GetValue(row),
        UInt16Array unsigned => unsigned.GetValue(row),
        UInt32Array unsigned => unsigned.GetValue(row),
        UInt64Array unsigned => unsigned.GetValue(row),
        FloatArray floats => floats.GetValue(row),
        DoubleArray floats => floats.GetValue(row),
        BooleanArray booleans => booleans.GetValue(row),
        TimestampArray times => times.GetValue(row),
        Date32Array dates => dates.GetValue(row),
        Time64Array times => times.GetValue(row),
        DurationArray durations => durations.GetValue(row),
        MonthDayNanosecondIntervalArray intervals => intervals.GetValue(row),
        StructArray structs => structs.IsNull(row) ? null : structs.Fields.Select(field => ValueAt(field, row)).ToArray(),
        // an array of nulls has no buffers that could be sliced
        ListArray { Values: NullArray } lists => lists.IsNull(row) ? null : new object?[lists.GetValueLength(row)],
        ListArray lists => lists.IsNull(row) ? null : ItemsOf(lists.GetSlicedValues(row)),
        NullArray => null,
        _ => throw new NotSupportedException(array.GetType().Name),
    };

    private static object?[] ItemsOf(IArrowArray items) => [.. Enumerable.Range(0, items.Length).Select(i => ValueAt(items, i))];

    private static string Text(object? value, OutputType type) => value switch
    {
        null => "-",
        object?[] items when type.Kind == Apache.Arrow.Types.ArrowTypeId.Struct => $"{{{string.Join(' ', items.Select((item, i) => Text(item, type.Fields[i].Type)))}}}",
        object?[] items => $"[{string.Join(' ', items.Select(item => Text(item, type.Element!)))}]",
        long time when type.IsTimestamp && type.Unit == Apache.Arrow.Types.TimeUnit.Nanosecond => TimeText(time),
        bool boolean => boolean ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string TimeText(long nanoseconds)
    {
        (long seconds, long fraction) = Math.DivRem(nanoseconds, 1_000_000_000);
        (seconds, fraction) = fraction < 0 ? (seconds - 1, fraction + 1_000_000_000) : (seconds, fraction);
        DateTime time = DateTime.UnixEpoch.AddSeconds(seconds);
        string text = time.ToString(seconds % 86_400 == 0 && fraction == 0 ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        return fraction == 0 ? text : $"{text}.{fraction:D9}";
    }
}
