using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.LineProtocol.Cells;

/// <summary>Picks the writer of a column. A column that cannot be written makes invalid only the rows that have a value in it.</summary>
internal static class CellWriters
{
    private const string NestedTag = "A struct, list or duration cannot be a tag.";
    private const string NestedField = "A struct, list or duration cannot be a field; select a member such as ['value'] in the query.";
    private const string TimestampField =
        "InfluxDB has no timestamp fields. Leave the column out, or write it with -FieldType as integer (nanoseconds) or string.";

    public static CellWriter ForTag(
        PointColumn column, int ordinal, LineProtocolOptions options, IReadOnlyDictionary<string, TargetColumn>? target, string measurement)
    {
        CellWriter tag = PlainTagFor(column, ordinal);
        return target is not null && target.TryGetValue(column.Name, out TargetColumn stored) && !stored.IsTag && !options.AcceptPartial
            ? new ConflictingTag(tag, stored, measurement)
            : tag;
    }

    private static CellWriter PlainTagFor(PointColumn column, int ordinal)
    {
        byte[] prefix = LineEscaping.KeyPrefix(column.Name, out string? problem);
        problem ??= column.Type == PointType.Other ? NestedTag : null;
        return problem is not null ? new UnwritableField(column.Name, ordinal, problem)
            : column.Type == PointType.String ? new TextTag(column.Name, ordinal, prefix)
            : new PlainTag(column.Name, ordinal, prefix);
    }

    public static CellWriter ForField(
        PointColumn column, int ordinal, LineProtocolOptions options, IReadOnlyDictionary<string, TargetColumn>? target, string measurement)
    {
        byte[] prefix = LineEscaping.KeyPrefix(column.Name, out string? problem);
        PointType type = options.FieldTypes.GetValueOrDefault(column.Name, column.Type);
        return problem is not null ? new UnwritableField(column.Name, ordinal, problem)
            : target is not null && target.TryGetValue(column.Name, out TargetColumn stored) && IsWritable(type)
                && (stored.IsTag || (stored.Type != type && IsWritable(stored.Type)))
                ? new FittedField(column, ordinal, prefix, type, stored, measurement, options)
            : options.FieldTypes.TryGetValue(column.Name, out PointType wanted) && wanted != column.Type
                ? new ConvertedField(column.Name, ordinal, prefix, wanted, options.Culture)
                : ForType(column.Name, ordinal, prefix, column.Type);
    }

    /// <summary>Whether a field can have the type.</summary>
    public static bool IsWritable(PointType type)
        => type is PointType.Float or PointType.Integer or PointType.Unsigned or PointType.Boolean or PointType.String;

    public static CellWriter ForType(string name, int ordinal, byte[] prefix, PointType type) => type switch
    {
        PointType.Float => new FloatField(name, ordinal, prefix),
        PointType.Decimal => new DecimalField(name, ordinal, prefix),
        PointType.Integer => new IntegerField(name, ordinal, prefix),
        PointType.Unsigned => new UnsignedField(name, ordinal, prefix),
        PointType.Boolean => new BooleanField(name, ordinal, prefix),
        PointType.String => new StringField(name, ordinal, prefix),
        PointType.Timestamp => new UnwritableField(name, ordinal, TimestampField),
        _ => new UnwritableField(name, ordinal, NestedField),
    };
}
