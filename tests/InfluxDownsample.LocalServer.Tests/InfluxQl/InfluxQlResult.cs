using System.Globalization;
using Apache.Arrow;
using InfluxDownsample.LocalServer.Query;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.InfluxQl;

/// <summary>The answer to a query: its schema and every row.</summary>
internal sealed record InfluxQlResult(Schema Schema, QueryPlan Plan, IReadOnlyList<object?[]> Rows)
{
    public string[] Names => [.. Schema.FieldsList.Select(column => column.Name)];

    /// <summary>The Arrow types as InfluxDB prints them.</summary>
    public string[] Types => [.. Plan.Columns.Select(column => column.Type.ToString())];

    public object?[] Column(string name)
    {
        int index = Schema.GetFieldIndex(name);
        Assert.True(index >= 0, $"no column {name} among {string.Join(", ", Names)}");
        return [.. Rows.Select(row => row[index])];
    }

    public OutputColumn Output(string name) => Plan.Columns.Single(column => column.Name == name);

    /// <summary>One line per row, without the measurement: times as text, values apart by a space, null as "-".</summary>
    public string[] Lines => [.. Rows.Select(row => string.Join(' ', row.Skip(1).Select((value, i) => Text(value, Plan.Columns[i + 1]))))];

    private static string Text(object? value, OutputColumn column) => value switch
    {
        null => "-",
        long time when column.Type.IsTimestamp => TimeText(time),
        bool boolean => boolean ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string TimeText(long nanoseconds)
    {
        DateTime time = DateTime.UnixEpoch.AddTicks(nanoseconds / 100);
        long fraction = ((nanoseconds % 1_000_000_000) + 1_000_000_000) % 1_000_000_000;
        string format = nanoseconds % 86_400_000_000_000 == 0 ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss";
        string text = time.ToString(format, CultureInfo.InvariantCulture);
        return fraction == 0 ? text : $"{text}.{fraction:D9}";
    }
}
