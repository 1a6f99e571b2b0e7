using Apache.Arrow;
using Apache.Arrow.Types;

namespace InfluxDownsample.Core.Points.Arrow;

/// <summary>
/// Reads types and roles off an answer's Arrow schema. Metadata is a hint that aggregates and expressions lose (wire reference 2.2);
/// without it the name decides what is time and measurement, and text counts as a field.
/// </summary>
internal static class ArrowSchemas
{
    private const string TypeKey = "iox::column::type";
    private const string TagType = "iox::column_type::tag";
    private const string TimeType = "iox::column_type::timestamp";
    private const string FieldTypePrefix = "iox::column_type::field::";
    private const string NameKey = "iox::measurement::name";

    public static PointSchema Read(Schema arrow, IReadOnlyList<string>? knownTags, string? knownMeasurement, PointOrigin? origin = null)
    {
        IReadOnlyDictionary<string, string>? metadata = arrow.HasMetadata ? arrow.Metadata : null;
        HashSet<string> groupTags = InfluxQlGroupKey.ReadTags(metadata, arrow);
        IReadOnlyList<Field> fields = arrow.FieldsList;
        var columns = new PointColumn[fields.Count];
        for (int ordinal = 0; ordinal < columns.Length; ordinal++)
        {
            columns[ordinal] = ReadColumn(fields[ordinal], groupTags, knownTags);
        }

        string? measurement = knownMeasurement ?? (metadata is not null && metadata.TryGetValue(NameKey, out string? name) && name.Length > 0 ? name : null);
        return new PointSchema(columns, measurement) { Origin = origin };
    }

    private static PointColumn ReadColumn(Field field, HashSet<string> groupTags, IReadOnlyList<string>? knownTags)
    {
        PointType type = TypeOf(field.DataType);
        if (field.Name == PointSchema.MeasurementColumn && type == PointType.String)
        {
            return new PointColumn(field.Name, type, ColumnRole.Measurement, true);
        }

        if (type is PointType.String or PointType.Null && (groupTags.Contains(field.Name) || knownTags?.Contains(field.Name, StringComparer.Ordinal) == true))
        {
            return new PointColumn(field.Name, type, ColumnRole.Tag, true);
        }

        string? said = field.HasMetadata && field.Metadata.TryGetValue(TypeKey, out string? value) ? value : null;
        return said switch
        {
            TagType when type == PointType.String => new PointColumn(field.Name, type, ColumnRole.Tag, true),
            TimeType when type == PointType.Timestamp => new PointColumn(field.Name, type, ColumnRole.Time, true),
            not null when said.StartsWith(FieldTypePrefix, StringComparison.Ordinal) => new PointColumn(field.Name, type, ColumnRole.Field, true),
            _ => new PointColumn(field.Name, type, type == PointType.Timestamp && field.Name == "time" ? ColumnRole.Time : ColumnRole.Field, false),
        };
    }

    private static PointType TypeOf(IArrowType type) => type.TypeId switch
    {
        ArrowTypeId.Null => PointType.Null,
        ArrowTypeId.Timestamp or ArrowTypeId.Date32 or ArrowTypeId.Date64 => PointType.Timestamp,
        ArrowTypeId.Int8 or ArrowTypeId.Int16 or ArrowTypeId.Int32 or ArrowTypeId.Int64 => PointType.Integer,
        ArrowTypeId.UInt8 or ArrowTypeId.UInt16 or ArrowTypeId.UInt32 or ArrowTypeId.UInt64 => PointType.Unsigned,
        ArrowTypeId.HalfFloat or ArrowTypeId.Float or ArrowTypeId.Double => PointType.Float,
        // Calculated from integers; reading says whether they fit.
        ArrowTypeId.Decimal128 when type is Decimal128Type { Scale: 0 } => PointType.Integer,
        ArrowTypeId.Decimal256 when type is Decimal256Type { Scale: 0 } => PointType.Integer,
        ArrowTypeId.Decimal32 or ArrowTypeId.Decimal64 or ArrowTypeId.Decimal128 or ArrowTypeId.Decimal256 => PointType.Float,
        ArrowTypeId.String or ArrowTypeId.LargeString or ArrowTypeId.StringView => PointType.String,
        ArrowTypeId.Dictionary => TypeOf(((DictionaryType)type).ValueType),
        ArrowTypeId.Boolean => PointType.Boolean,
        _ => PointType.Other,
    };
}
