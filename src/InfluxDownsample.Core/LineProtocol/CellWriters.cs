using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.LineProtocol;

/// <summary>Picks the writer of a column.</summary>
internal static class CellWriters
{
    public static CellWriter ForTag(PointColumn column, int ordinal)
        => column.Type == PointType.String ? new TextTag(column.Name, ordinal)
            : column.Type == PointType.Other ? new UnwritableField(column.Name, ordinal, "A struct, list or duration cannot be a tag.")
            : new PlainTag(column.Name, ordinal);

    public static CellWriter ForField(PointColumn column, int ordinal, LineProtocolOptions options)
        => options.FieldTypes.TryGetValue(column.Name, out PointType wanted) && wanted != column.Type
            ? new ConvertedField(column.Name, ordinal, wanted)
            : ForField(column.Name, ordinal, column.Type);

    public static CellWriter ForField(string name, int ordinal, PointType type) => type switch
    {
        PointType.Float => new FloatField(name, ordinal),
        PointType.Integer => new IntegerField(name, ordinal),
        PointType.Unsigned => new UnsignedField(name, ordinal),
        PointType.Boolean => new BooleanField(name, ordinal),
        PointType.String => new StringField(name, ordinal),
        PointType.Timestamp => new UnwritableField(
            name, ordinal, "InfluxDB has no timestamp fields. Leave the column out, or write it with -FieldType as integer (nanoseconds) or string."),
        _ => new UnwritableField(name, ordinal, "A struct, list or duration cannot be a field; select a member such as ['value'] in the query."),
    };
}
