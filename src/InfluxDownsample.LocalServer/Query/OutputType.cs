using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>The type of a result column: what the client sees, and which DuckDB type carries it.</summary>
public sealed record OutputType
{
    private OutputType(OutputKind kind, string name, IArrowType arrow, string physical) =>
        (Kind, Name, Arrow, Physical) = (kind, name, arrow, physical);

    public static OutputType Null { get; } = new(OutputKind.Null, "Null", NullType.Default, "INTEGER");

    public static OutputType Boolean { get; } = new(OutputKind.Boolean, "Boolean", BooleanType.Default, "BOOLEAN");

    public static OutputType Int8 { get; } = new(OutputKind.Int8, "Int8", Int8Type.Default, "TINYINT");

    public static OutputType Int16 { get; } = new(OutputKind.Int16, "Int16", Int16Type.Default, "SMALLINT");

    public static OutputType Int32 { get; } = new(OutputKind.Int32, "Int32", Int32Type.Default, "INTEGER");

    public static OutputType Integer { get; } = new(OutputKind.Integer, "Int64", Int64Type.Default, "BIGINT");

    public static OutputType UInt8 { get; } = new(OutputKind.UInt8, "UInt8", UInt8Type.Default, "UTINYINT");

    public static OutputType UInt16 { get; } = new(OutputKind.UInt16, "UInt16", UInt16Type.Default, "USMALLINT");

    public static OutputType UInt32 { get; } = new(OutputKind.UInt32, "UInt32", UInt32Type.Default, "UINTEGER");

    public static OutputType Unsigned { get; } = new(OutputKind.Unsigned, "UInt64", UInt64Type.Default, "UBIGINT");

    public static OutputType Float32 { get; } = new(OutputKind.Float32, "Float32", FloatType.Default, "FLOAT");

    public static OutputType Float { get; } = new(OutputKind.Float, "Float64", DoubleType.Default, "DOUBLE");

    public static OutputType String { get; } = new(OutputKind.String, "Utf8", StringType.Default, "VARCHAR");

    public static OutputType LargeString { get; } = new(OutputKind.LargeString, "LargeUtf8", LargeStringType.Default, "VARCHAR");

    public static OutputType StringView { get; } = new(OutputKind.StringView, "Utf8View", StringViewType.Default, "VARCHAR");

    /// <summary>Timestamp(ns) without a zone, InfluxDB's own time column.</summary>
    public static OutputType Timestamp { get; } = TimestampOf(TimeUnit.Nanosecond, zone: null);

    public static OutputType Date { get; } = new(OutputKind.Date, "Date32", Date32Type.Default, "DATE");

    public static OutputType Time { get; } = new(OutputKind.Time, "Time64(ns)", Time64Type.Nanosecond, "BIGINT");

    /// <summary>Duration(ns).</summary>
    public static OutputType Duration { get; } = DurationOf(TimeUnit.Nanosecond);

    public static OutputType Interval { get; } = new(
        OutputKind.Interval, "Interval(MonthDayNano)", IntervalType.MonthDayNanosecond, "STRUCT(months INTEGER, days INTEGER, nanos BIGINT)");

    public OutputKind Kind { get; }

    /// <summary>How the query engine of InfluxDB prints it in messages and in information_schema; types of one name are the same.</summary>
    public string Name { get; }

    public IArrowType Arrow { get; }

    /// <summary>The DuckDB type that carries it.</summary>
    public string Physical { get; }

    /// <summary>How many digits a decimal has in all; 0 for other kinds.</summary>
    public int Precision { get; private init; }

    /// <summary>How many of a decimal's digits stand after the point.</summary>
    public int Scale { get; private init; }

    /// <summary>The unit the client sees; DuckDB always carries nanoseconds. Meaningful for timestamps and durations only.</summary>
    public TimeUnit Unit { get; private init; } = TimeUnit.Nanosecond;

    /// <summary>The zone label of a timestamp; null for one without a zone.</summary>
    public string? Zone { get; private init; }

    /// <summary>The fields of a struct, in order; empty for other kinds.</summary>
    public IReadOnlyList<OutputField> Fields { get; private init; } = [];

    /// <summary>The element type of a list; null for other kinds.</summary>
    public OutputType? Element { get; private init; }

    public bool IsTimestamp => Kind == OutputKind.Timestamp;

    public bool IsString => Kind is OutputKind.String or OutputKind.LargeString or OutputKind.StringView;

    public bool IsSignedInteger => Kind is OutputKind.Int8 or OutputKind.Int16 or OutputKind.Int32 or OutputKind.Integer;

    public bool IsUnsignedInteger => Kind is OutputKind.UInt8 or OutputKind.UInt16 or OutputKind.UInt32 or OutputKind.Unsigned;

    public bool IsInteger => IsSignedInteger || IsUnsignedInteger;

    public bool IsFloat => Kind is OutputKind.Float32 or OutputKind.Float;

    public bool IsDecimal => Kind == OutputKind.Decimal;

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

    public static OutputType DecimalOf(int precision, int scale)
    {
        string digits = $"({precision}, {scale})";
        return new(OutputKind.Decimal, "Decimal128" + digits, new Decimal128Type(precision, scale), "DECIMAL" + digits)
        {
            Precision = precision,
            Scale = scale,
        };
    }

    public static OutputType TimestampOf(TimeUnit unit, string? zone)
    {
        string label = zone is null ? "" : $", \"{zone}\"";
        return new(OutputKind.Timestamp, $"Timestamp({UnitText(unit)}{label})", new TimestampType(unit, zone), "BIGINT") { Unit = unit, Zone = zone };
    }

    public static OutputType DurationOf(TimeUnit unit) =>
        new(OutputKind.Duration, $"Duration({UnitText(unit)})", DurationType.FromTimeUnit(unit), "BIGINT") { Unit = unit };

    public static OutputType StructOf(params IReadOnlyList<OutputField> fields) => new(
        OutputKind.Struct,
        $"Struct({string.Join(", ", fields.Select(field => $"\"{field.Name}\": {field.Type}"))})",
        new StructType([.. fields.Select(field => new Field(field.Name, field.Type.Arrow, nullable: true))]),
        $"STRUCT({string.Join(", ", fields.Select(field => $"\"{field.Name}\" {field.Type.Physical}"))})")
    {
        Fields = fields,
    };

    public static OutputType ListOf(OutputType element) => new(
        OutputKind.List, $"List({element})", new ListType(new Field("item", element.Arrow, nullable: true)), element.Physical + "[]") { Element = element };

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
