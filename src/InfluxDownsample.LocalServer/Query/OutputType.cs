using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>The type of a result column: what the client sees, and which DuckDB type carries it.</summary>
public sealed record OutputType
{
    // Those that only casts name; the others join them below.
    private static readonly List<OutputType> s_plain =
    [
        new("Int8", Int8Type.Default, "TINYINT", "tinyint,int1"),
        new("Int16", Int16Type.Default, "SMALLINT", "smallint,int2"),
        new("UInt16", UInt16Type.Default, "USMALLINT", "smallint unsigned"),
        new("UInt32", UInt32Type.Default, "UINTEGER", "int unsigned,integer unsigned"),
    ];

    private OutputType(string name, IArrowType arrow, string physical, string sqlNames = "")
    {
        (Name, Arrow, Physical) = (name, arrow, physical);
        SqlNames = sqlNames.Split(',', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The types without arguments.</summary>
    public static IReadOnlyList<OutputType> Plain => s_plain;

    public static OutputType Null { get; } = Known("Null", NullType.Default, "INTEGER");

    public static OutputType Boolean { get; } = Known("Boolean", BooleanType.Default, "BOOLEAN", "boolean,bool");

    public static OutputType Int32 { get; } = Known("Int32", Int32Type.Default, "INTEGER", "int,integer,int4");

    public static OutputType Integer { get; } = Known("Int64", Int64Type.Default, "BIGINT", "bigint,int8,int64");

    public static OutputType UInt8 { get; } = Known("UInt8", UInt8Type.Default, "UTINYINT", "tinyint unsigned");

    public static OutputType Unsigned { get; } = Known("UInt64", UInt64Type.Default, "UBIGINT", "bigint unsigned,uint64");

    public static OutputType Float32 { get; } = Known("Float32", FloatType.Default, "FLOAT", "real,float4,float");

    public static OutputType Float { get; } = Known("Float64", DoubleType.Default, "DOUBLE", "double,double precision,float8,float64");

    public static OutputType String { get; } = Known("Utf8", StringType.Default, "VARCHAR", "varchar,char,text,string,character");

    public static OutputType LargeString { get; } = Known("LargeUtf8", LargeStringType.Default, "VARCHAR");

    public static OutputType StringView { get; } = Known("Utf8View", StringViewType.Default, "VARCHAR");

    /// <summary>Timestamp(ns) without a zone, InfluxDB's own time column.</summary>
    public static OutputType Timestamp { get; } = TimestampOf(TimeUnit.Nanosecond, zone: null);

    public static OutputType Date { get; } = Known("Date32", Date32Type.Default, "DATE", "date");

    public static OutputType Time { get; } = Known("Time64(ns)", Time64Type.Nanosecond, "BIGINT", "time");

    /// <summary>Duration(ns).</summary>
    public static OutputType Duration { get; } = Known("Duration(ns)", DurationType.Nanosecond, "BIGINT");

    public static OutputType Interval { get; } = Known(
        "Interval(MonthDayNano)", IntervalType.MonthDayNanosecond, "STRUCT(months INTEGER, days INTEGER, nanos BIGINT)", "interval");

    /// <summary>SQL's names of it, in lower case; empty for a type that SQL can't name or that has arguments.</summary>
    public IReadOnlyList<string> SqlNames { get; }

    public ArrowTypeId Kind => Arrow.TypeId;

    /// <summary>How the query engine of InfluxDB prints it in messages and in information_schema; types of one name are the same.</summary>
    public string Name { get; }

    public IArrowType Arrow { get; }

    /// <summary>The DuckDB type that carries it.</summary>
    public string Physical { get; }

    /// <summary>How long an integer of the type is.</summary>
    public int Bits => ((FixedWidthType)Arrow).BitWidth;

    /// <summary>The greatest value of an integer type.</summary>
    public Int128 Most => (Int128.One << (Bits - (IsUnsignedInteger ? 0 : 1))) - 1;

    /// <summary>The least value of an integer type.</summary>
    public Int128 Least => IsUnsignedInteger ? 0 : -Most - 1;

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

    public bool IsTemporal => Kind is ArrowTypeId.Timestamp or ArrowTypeId.Date32 or ArrowTypeId.Duration or ArrowTypeId.Interval;

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

    private static OutputType Known(string name, IArrowType arrow, string physical, string sqlNames = "")
    {
        s_plain.Add(new OutputType(name, arrow, physical, sqlNames));
        return s_plain[^1];
    }

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
