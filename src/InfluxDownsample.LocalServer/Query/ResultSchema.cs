using Apache.Arrow;
using Apache.Arrow.Types;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>The Arrow schema of a plan. // wire reference 2.1, 2.2</summary>
internal static class ResultSchema
{
    public static Schema Of(QueryPlan plan) =>
        new(plan.Columns.Select(FieldOf), plan.SchemaMetadata.Count == 0 ? null : plan.SchemaMetadata);

    public static IArrowType ArrowTypeOf(OutputType type) => type.Kind switch
    {
        OutputKind.Null => NullType.Default,
        OutputKind.Boolean => BooleanType.Default,
        OutputKind.Int8 => Int8Type.Default,
        OutputKind.Int16 => Int16Type.Default,
        OutputKind.Int32 => Int32Type.Default,
        OutputKind.Integer => Int64Type.Default,
        OutputKind.UInt8 => UInt8Type.Default,
        OutputKind.UInt16 => UInt16Type.Default,
        OutputKind.UInt32 => UInt32Type.Default,
        OutputKind.Unsigned => UInt64Type.Default,
        OutputKind.Float32 => FloatType.Default,
        OutputKind.Float => DoubleType.Default,
        OutputKind.String => StringType.Default,
        OutputKind.LargeString => LargeStringType.Default,
        OutputKind.StringView => StringViewType.Default,
        OutputKind.Decimal => new Decimal128Type(type.Precision, type.Scale),
        OutputKind.Timestamp => new TimestampType(type.Unit, type.Zone),
        OutputKind.Date => Date32Type.Default,
        OutputKind.Time => Time64Type.Nanosecond,
        OutputKind.Duration => DurationType.FromTimeUnit(type.Unit),
        OutputKind.Interval => IntervalType.MonthDayNanosecond,
        OutputKind.Struct => new StructType([.. type.Fields.Select(f => new Field(f.Name, ArrowTypeOf(f.Type), nullable: true))]),
        OutputKind.List => new ListType(new Field("item", ArrowTypeOf(type.Element!), nullable: true)),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type.Kind, "No Arrow type."),
    };

    private static Field FieldOf(OutputColumn column) => new(column.Name, ArrowTypeOf(column.Type), column.Nullable, column.Metadata);
}
