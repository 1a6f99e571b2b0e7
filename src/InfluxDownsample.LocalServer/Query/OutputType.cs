using Apache.Arrow.Types;
using InfluxDownsample.LocalServer.Storage;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>The type of a result column: what the client sees, and which DuckDB type carries it (<see cref="OutputKind"/>).</summary>
public sealed record OutputType
{
    private OutputType(OutputKind kind) => Kind = kind;

    public static OutputType Null { get; } = new(OutputKind.Null);

    public static OutputType Boolean { get; } = new(OutputKind.Boolean);

    public static OutputType Int8 { get; } = new(OutputKind.Int8);

    public static OutputType Int16 { get; } = new(OutputKind.Int16);

    public static OutputType Int32 { get; } = new(OutputKind.Int32);

    /// <summary>Int64.</summary>
    public static OutputType Integer { get; } = new(OutputKind.Integer);

    public static OutputType UInt8 { get; } = new(OutputKind.UInt8);

    public static OutputType UInt16 { get; } = new(OutputKind.UInt16);

    public static OutputType UInt32 { get; } = new(OutputKind.UInt32);

    /// <summary>UInt64.</summary>
    public static OutputType Unsigned { get; } = new(OutputKind.Unsigned);

    public static OutputType Float32 { get; } = new(OutputKind.Float32);

    /// <summary>Float64.</summary>
    public static OutputType Float { get; } = new(OutputKind.Float);

    /// <summary>Utf8.</summary>
    public static OutputType String { get; } = new(OutputKind.String);

    public static OutputType LargeString { get; } = new(OutputKind.LargeString);

    /// <summary>Timestamp(ns) without a zone, InfluxDB's own time column.</summary>
    public static OutputType Timestamp { get; } = TimestampOf(TimeUnit.Nanosecond, zone: null);

    public static OutputType Date { get; } = new(OutputKind.Date);

    public static OutputType Time { get; } = new(OutputKind.Time);

    /// <summary>Duration(ns).</summary>
    public static OutputType Duration { get; } = DurationOf(TimeUnit.Nanosecond);

    public static OutputType Interval { get; } = new(OutputKind.Interval);

    public static OutputType StringView { get; } = new(OutputKind.StringView);

    public OutputKind Kind { get; }

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

    public static OutputType DecimalOf(int precision, int scale) => new(OutputKind.Decimal) { Precision = precision, Scale = scale };

    public static OutputType TimestampOf(TimeUnit unit, string? zone) => new(OutputKind.Timestamp) { Unit = unit, Zone = zone };

    public static OutputType DurationOf(TimeUnit unit) => new(OutputKind.Duration) { Unit = unit };

    public static OutputType StructOf(params IReadOnlyList<OutputField> fields) => new(OutputKind.Struct) { Fields = fields };

    public static OutputType ListOf(OutputType element) => new(OutputKind.List) { Element = element };

    public bool Equals(OutputType? other) =>
        other is not null && Kind == other.Kind && Unit == other.Unit && Zone == other.Zone && Precision == other.Precision && Scale == other.Scale
        && Equals(Element, other.Element) && Fields.SequenceEqual(other.Fields);

    public override int GetHashCode() => HashCode.Combine(Kind, Unit, Zone, Precision, Scale, Fields.Count);

    /// <summary>The type's name as the query engine of InfluxDB prints it in messages and in information_schema.</summary>
    public override string ToString() => Kind switch
    {
        OutputKind.Integer => "Int64",
        OutputKind.Unsigned => "UInt64",
        OutputKind.Float => "Float64",
        OutputKind.String => "Utf8",
        OutputKind.LargeString => "LargeUtf8",
        OutputKind.StringView => "Utf8View",
        OutputKind.Decimal => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Decimal128({Precision}, {Scale})"),
        OutputKind.Date => "Date32",
        OutputKind.Time => "Time64(ns)",
        OutputKind.Duration => $"Duration({UnitText(Unit)})",
        OutputKind.Interval => "Interval(MonthDayNano)",
        OutputKind.Timestamp => Zone is null ? $"Timestamp({UnitText(Unit)})" : $"Timestamp({UnitText(Unit)}, \"{Zone}\")",
        OutputKind.List => $"List({Element})",
        OutputKind.Struct => $"Struct({string.Join(", ", Fields.Select(f => $"\"{f.Name}\": {f.Type}"))})",
        _ => Kind.ToString(),
    };

    private static string UnitText(TimeUnit unit) => unit switch
    {
        TimeUnit.Second => "s",
        TimeUnit.Millisecond => "ms",
        TimeUnit.Microsecond => "µs",
        _ => "ns",
    };
}
