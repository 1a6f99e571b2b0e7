using System.Management.Automation;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Points;

/// <summary>An object's properties on their way into columns.</summary>
/// <param name="Values">The properties.</param>
/// <param name="Input">The object.</param>
/// <param name="Measurement">The table the server named, or null.</param>
internal sealed record ObjectRow(IReadOnlyList<ObjectValue> Values, object Input, string? Measurement)
{
    /// <exception cref="PointException">A value that no point can hold.</exception>
    public static ObjectRow FromObject(object source, object input, LineProtocolOptions options)
    {
        var values = new List<ObjectValue>();
        foreach ((string name, object? value) in ObjectProperties.Read(source))
        {
            if (IsUsed(name, options))
            {
                values.Add(new ObjectValue(name, ObjectCell.Normalize(name, value), null));
            }
        }

        if (values.Count == 0)
        {
            throw new PointException(new PointProblem(null, "The object has no properties that could be columns."));
        }

        RequireTime(values, options);
        return new ObjectRow(values, input, null);
    }

    /// <summary>A point that a script changed: the server's types and roles stay, nanoseconds stay exact, added properties come along.</summary>
    public static ObjectRow FromPoint(InfluxPoint point, object input)
    {
        PointBatch batch = point.Batch;
        var values = new List<ObjectValue>(batch.Schema.Columns.Count);
        for (int ordinal = 0; ordinal < batch.Schema.Columns.Count; ordinal++)
        {
            PointColumn column = batch.Schema.Columns[ordinal];
            object? value = point.TryGetAssigned(ordinal, out object? assigned) ? assigned
                : column.Type == PointType.Timestamp && !batch.IsNull(point.Row, ordinal) ? batch.GetNanoseconds(point.Row, ordinal)
                : batch.GetValue(point.Row, ordinal);
            values.Add(new ObjectValue(column.Name, value, column));
        }

        foreach (PSPropertyInfo property in AddedProperties.Of(PSObject.AsPSObject(input)))
        {
            object? value = property.Value is PSObject wrapped ? wrapped.BaseObject : property.Value;
            values.Add(new ObjectValue(property.Name, ObjectCell.Normalize(property.Name, value), null));
        }

        return new ObjectRow(values, input, batch.Schema.Measurement);
    }

    private static bool IsUsed(string name, LineProtocolOptions options)
        => options.FieldColumns is null || name == options.TimestampColumn || name == PointSchema.MeasurementColumn
            || options.FieldColumns.Contains(name, StringComparer.Ordinal) || options.TagColumns.Contains(name, StringComparer.Ordinal);

    private static void RequireTime(List<ObjectValue> values, LineProtocolOptions options)
    {
        if (values.Exists(value => value.Name == options.TimestampColumn))
        {
            return;
        }

        string? near = values.Find(value => string.Equals(value.Name, options.TimestampColumn, StringComparison.OrdinalIgnoreCase)).Name;
        throw new PointException(new PointProblem(
            options.TimestampColumn,
            "The row has no such column, so it has no time.",
            near is null ? "Name the column that holds the time with -TimestampColumn." : $"Names are case-sensitive: use -TimestampColumn {near}."));
    }
}
