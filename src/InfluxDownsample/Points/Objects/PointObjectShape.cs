using System.Management.Automation;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Points.Objects;

/// <summary>Points that a script changed: the server's types and roles stay, nanoseconds stay exact, added properties come along.</summary>
internal sealed class PointObjectShape : ObjectShape
{
    // Where more than properties was added, a count does not tell whether another point has the same ones.
    private const int NeverAgain = -1;

    private readonly PointSchema _schema;
    private readonly int _addedCount;

    private PointObjectShape(PointSchema schema, PSPropertyInfo[] added, int addedCount)
        : base(
            [.. schema.Columns.Select(static column => new ObjectProperty(column.Name, column)),
                .. added.Select(static property => new ObjectProperty(property.Name))],
            schema.Measurement)
    {
        _schema = schema;
        _addedCount = addedCount;
    }

    public static PointObjectShape Of(InfluxPoint first)
    {
        int count = AddedProperties.Count(first);
        PSPropertyInfo[] added = count == 0 ? [] : [.. AddedProperties.Of(PSObject.AsPSObject(first)).Where(static property => !IsOfRemoting(property.Name))];
        return new PointObjectShape(first.Batch.Schema, added, added.Length == count ? count : NeverAgain);
    }

    public override bool HasNoOthers(object source)
        => Plain(source) is InfluxPoint point && point.Batch.Schema == _schema && AddedProperties.Count(point) == _addedCount;

    public override bool TryRead(object source, Span<object?> values)
    {
        var point = (InfluxPoint)Plain(source);
        PointBatch batch = point.Batch;
        for (int ordinal = 0; ordinal < _schema.Columns.Count; ordinal++)
        {
            bool isTime = _schema.Columns[ordinal].Type == PointType.Timestamp;
            values[ordinal] = point.TryGetAssigned(ordinal, out object? assigned) ? isTime && assigned is long nanoseconds ? new PointTime(nanoseconds)
                : assigned
                : isTime && !batch.IsNull(point.Row, ordinal) ? new PointTime(batch.GetNanoseconds(point.Row, ordinal))
                : batch.GetValue(point.Row, ordinal);
        }

        return values.Length == _schema.Columns.Count || TryReadAdded(PSObject.AsPSObject(point), values);
    }

    private bool TryReadAdded(PSObject point, Span<object?> values)
    {
        for (int index = _schema.Columns.Count; index < values.Length; index++)
        {
            string name = Properties[index].Name;
            if (point.Properties[name] is not { } property || property.Name != name)
            {
                return false;
            }

            values[index] = Cell(name, PropertyValue.Of(property));
        }

        return true;
    }
}
