using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.LineProtocol;

/// <summary>Which columns of a schema become time, measurement, tags and fields. Pure: decided once per schema.</summary>
internal sealed class ColumnRoles
{
    private ColumnRoles(int time, int measurement, bool measurementDropped, int[] tags, int[] fields)
    {
        Time = time;
        Measurement = measurement;
        MeasurementDropped = measurementDropped;
        Tags = tags;
        Fields = fields;
    }

    /// <summary>The time column, or -1 when the schema has none of that name.</summary>
    public int Time { get; }

    /// <summary>The column that names each row's table, or -1.</summary>
    public int Measurement { get; }

    /// <summary>A measurement column is there but the table is given: it must not become a field.</summary>
    public bool MeasurementDropped { get; }

    /// <summary>The tags, in the order of their names, in which the server ingests cheapest.</summary>
    public int[] Tags { get; }

    /// <summary>The fields, in column order.</summary>
    public int[] Fields { get; }

    public static ColumnRoles Resolve(PointSchema schema, LineProtocolOptions options)
    {
        int time = schema.IndexOf(options.TimestampColumn);
        int measurement = schema.IndexOf(PointSchema.MeasurementColumn);
        var tags = new List<int>();
        var fields = new List<int>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int ordinal = 0; ordinal < schema.Columns.Count; ordinal++)
        {
            PointColumn column = schema.Columns[ordinal];
            if (ordinal == time || ordinal == measurement)
            {
                continue;
            }

            bool isTag = (column.Role == ColumnRole.Tag && !options.IsFieldSaid(column.Name))
                || options.TagColumns.Contains(column.Name, StringComparer.Ordinal);
            bool isField = !isTag && (options.FieldColumns is null || options.FieldColumns.Contains(column.Name, StringComparer.Ordinal));
            if (!isTag && !isField)
            {
                continue;
            }

            if (!names.Add(column.Name))
            {
                throw new InfluxException(InfluxErrorId.InvalidParameter, $"The column '{column.Name}' stands twice in the result.")
                {
                    Target = column.Name,
                    Advice = "Give each column a name of its own in the query.",
                };
            }

            (isTag ? tags : fields).Add(ordinal);
        }

        tags.Sort((left, right) => string.CompareOrdinal(schema.Columns[left].Name, schema.Columns[right].Name));
        bool dropped = measurement >= 0 && options.Measurement is not null;
        return new ColumnRoles(time, dropped ? -1 : measurement, dropped, [.. tags], [.. fields]);
    }
}
