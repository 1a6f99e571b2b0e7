using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>The type of a result column: what the client sees, and which DuckDB type carries it.</summary>
public sealed record OutputType
{
    private OutputType(string name, IArrowType arrow, string physical) => (Name, Arrow, Physical) = (name, arrow, physical);

    public static OutputType Null { get; } = new("Null", NullType.Default, "INTEGER");

    public static OutputType Boolean { get; } = new("Boolean", BooleanType.Default, "BOOLEAN");

    public static OutputType Int8 { get; } = new("Int8", Int8Type.Default, "TINYINT");

    public static OutputType Int16 { get; } = new("Int16", Int16Type.Default, "SMALLINT");

    public static OutputType Int32 { get; } = new("Int32", Int32Type.Default, "INTEGER");

    public static OutputType Integer { get; } = new("Int64", Int64Type.Default, "BIGINT");

    public static OutputType UInt8 { get; } = new("UInt8", UInt8Type.Default, "UTINYINT");

    public static OutputType UInt16 { get; } = new("UInt16", UInt16Type.Default, "USMALLINT");

    public static OutputType UInt32 { get; } = new("UInt32", UInt32Type.Default, "UINTEGER");

    public static OutputType Unsigned { get; } = new("UInt64", UInt64Type.Default, "UBIGINT");

    public static OutputType Float32 { get; } = new("Float32", FloatType.Default, "FLOAT");

    public static OutputType Float { get; } = new("Float64", DoubleType.Default, "DOUBLE");

    public static OutputType String { get; } = new("Utf8", StringType.Default, "VARCHAR");

    public static OutputType LargeString { get; } = new("LargeUtf8", LargeStringType.Default, "VARCHAR");

    public static OutputType StringView { get; } = new("Utf8View", StringViewType.Default, "VARCHAR");

    /// <summary>Timestamp(ns) without a zone, InfluxDB's own time column.</summary>
    public static OutputType Timestamp { get; } = TimestampOf(TimeUnit.Nanosecond, zone: null);

    public static OutputType Date { get; } = new("Date32", Date32Type.Default, "DATE");

    public static OutputType Time { get; } = new("Time64(ns)", Time64Type.Nanosecond, "BIGINT");

    /// <summary>Duration(ns).</summary>
    public static OutputType Duration { get; } = DurationOf(TimeUnit.Nanosecond);

    public static OutputType Interval { get; } = new(
        "Interval(MonthDayNano)", IntervalType.MonthDayNanosecond, "STRUCT(months INTEGER, days INTEGER, nanos BIGINT)");

    public ArrowTypeId Kind => Arrow.TypeId;

    /// <summary>How the query engine of InfluxDB prints it in messages and in information_schema; types of one name are the same.</summary>
    public string Name { get; }

    public IArrowType Arrow { get; }

    /// <summary>The DuckDB type that carries it.</summary>
    public string Physical { get; }

    /// <summary>How many digits a decimal has in all; 0 for other kinds.</summary>
    public int Precision => (Arrow as Decimal128Type)?.Precision ?? 0;

    /// <summary>How many of a decimal's digits stand after the point.</summary>
    public int Scale => (Arrow as Decimal128Type)?.Scale ?? 0;

    /// <summary>The unit the client sees; DuckDB always carries nanoseconds. Meaningful for timestamps and durations only.</summary>
    public TimeUnit Unit => (Arrow as TimeBasedType)?.Unit ?? TimeUnit.Nanosecond;

    /// <summary>The zone label of a timestamp; null for one without a zone.</summary>
    public string? Zone => (Arrow as TimestampType)?.Timezone;

    /// <summary>The fields of a struct, in order; empty for other kinds.</summary>
    public IReadOnlyList<OutputField> Fields { get; private init; } = [];

    /// <summary>The element type of a list; null for other kinds.</summary>
    public OutputType? Element { get; private init; }

    public bool IsTimestamp => Kind == ArrowTypeId.Timestamp;

    public bool IsString => Kind is ArrowTypeId.String or ArrowTypeId.LargeString or ArrowTypeId.StringView;

    public bool IsSignedInteger => Kind is ArrowTypeId.Int8 or ArrowTypeId.Int16 or ArrowTypeId.Int32 or ArrowTypeId.Int64;

    public bool IsUnsignedInteger => Kind is ArrowTypeId.UInt8 or ArrowTypeId.UInt16 or ArrowTypeId.UInt32 or ArrowTypeId.UInt64;

    public bool IsInteger => IsSignedInteger || IsUnsignedInteger;

    public bool IsFloat => Kind is ArrowTypeId.Float or ArrowTypeId.Double;

    public bool IsDecimal => Kind == ArrowTypeId.Decimal128;

    public bool IsNumeric => IsInteger || IsFloat || IsDecimal;

    /// <summary>The type of a stored column.</summary>
    internal static OutputType Of(ColumnKind kind) => kind switch
    {
        ColumnKind.Time => Timestamp,
        ColumnKind.Integer => Integer,
        ColumnKind.Unsigned => Unsigned,
        ColumnKind.Float => Float,
        ColumnKind.Boolean => Boolean,
        _ => String,
    };

    public static OutputType DecimalOf(int precision, int scale) =>
        new($"Decimal128({precision}, {scale})", new Decimal128Type(precision, scale), $"DECIMAL({precision}, {scale})");

    public static OutputType TimestampOf(TimeUnit unit, string? zone) =>
        new($"Timestamp({UnitText(unit)}{(zone is null ? "" : $", \"{zone}\"")})", new TimestampType(unit, zone), "BIGINT");

    public static OutputType DurationOf(TimeUnit unit) => new($"Duration({UnitText(unit)})", DurationType.FromTimeUnit(unit), "BIGINT");

    public static OutputType StructOf(params IReadOnlyList<OutputField> fields) => new(
        $"Struct({string.Join(", ", fields.Select(field => $"\"{field.Name}\": {field.Type}"))})",
        new StructType([.. fields.Select(field => new Field(field.Name, field.Type.Arrow, nullable: true))]),
        $"STRUCT({string.Join(", ", fields.Select(field => $"\"{field.Name}\" {field.Type.Physical}"))})")
    {
        Fields = fields,
    };

    public static OutputType ListOf(OutputType element) => new(
        $"List({element})", new ListType(new Field("item", element.Arrow, nullable: true)), element.Physical + "[]") { Element = element };

    public bool Equals(OutputType? other) => other is not null && Kind == other.Kind && Name == other.Name;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Name;

    private static string UnitText(TimeUnit unit) => unit switch
    {
        TimeUnit.Second => "s",
        TimeUnit.Millisecond => "ms",
        TimeUnit.Microsecond => "µs",
        _ => "ns",
    };
}
