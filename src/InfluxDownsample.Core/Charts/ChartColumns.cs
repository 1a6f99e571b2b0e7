using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Charts;

/// <summary>Which columns of an answer are time, measurement, tags and numbers to draw.</summary>
internal sealed class ChartColumns
{
    private ChartColumns(int time, int measurement, int[] tags, int[] numbers)
    {
        Time = time;
        Measurement = measurement;
        Tags = tags;
        Numbers = numbers;
    }

    /// <summary>The column with the time, or -1.</summary>
    public int Time { get; }

    /// <summary>The column that names each row's measurement, or -1.</summary>
    public int Measurement { get; }

    /// <summary>The tags, by name.</summary>
    public int[] Tags { get; }

    /// <summary>The columns to draw, in the order of the answer.</summary>
    public int[] Numbers { get; }

    /// <param name="schema">The columns.</param>
    /// <param name="options">What the caller said of them.</param>
    public static ChartColumns Of(PointSchema schema, ChartOptions options)
    {
        int time = schema.IndexOf(options.TimestampColumn);
        time = time >= 0 && schema.Columns[time].Type == PointType.Timestamp ? time : -1;
        int[] others = [.. Enumerable.Range(0, schema.Columns.Count)
            .Where(ordinal => ordinal != time && schema.Columns[ordinal].Role != ColumnRole.Measurement)];

        // Where an expression has lost the marks of all tags, texts are what tells series apart: one line through all rooms would show nothing.
        bool areTextsTags = options.TagColumns is null && !Array.Exists(others, ordinal => schema.Columns[ordinal].Role == ColumnRole.Tag);
        bool IsTag(PointColumn column) => column.Role == ColumnRole.Tag || options.TagColumns?.Contains(column.Name, StringComparer.Ordinal) == true
            || (areTextsTags && column.Type == PointType.String);
        return new ChartColumns(
            time,
            schema.IndexOf(PointSchema.MeasurementColumn),
            [.. others.Where(ordinal => IsTag(schema.Columns[ordinal])).OrderBy(ordinal => schema.Columns[ordinal].Name, StringComparer.Ordinal)],
            [.. others.Where(ordinal => !IsTag(schema.Columns[ordinal]) && IsNumber(schema.Columns[ordinal].Type)
                && IsWanted(schema.Columns[ordinal].Name, options))]);
    }

    private static bool IsNumber(PointType type) => type is PointType.Float or PointType.Integer or PointType.Unsigned or PointType.Decimal;

    private static bool IsWanted(string name, ChartOptions options) => options.Fields.Count == 0 || options.Fields.Any(pattern => pattern.Matches(name));
}
