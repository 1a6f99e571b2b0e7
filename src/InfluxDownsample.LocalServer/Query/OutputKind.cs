namespace InfluxDownsample.LocalServer.Query;

/// <summary>The kinds of Arrow column a query result may hold. What DuckDB physically returns for each is said beside it.</summary>
public enum OutputKind
{
    /// <summary>Arrow Null; DuckDB may return any type, every value is taken as null.</summary>
    Null,

    /// <summary>BOOLEAN.</summary>
    Boolean,

    /// <summary>TINYINT.</summary>
    Int8,

    /// <summary>SMALLINT.</summary>
    Int16,

    /// <summary>INTEGER.</summary>
    Int32,

    /// <summary>Int64, an integer field; BIGINT.</summary>
    Integer,

    /// <summary>UTINYINT.</summary>
    UInt8,

    /// <summary>USMALLINT.</summary>
    UInt16,

    /// <summary>UINTEGER.</summary>
    UInt32,

    /// <summary>UInt64, an unsigned field; UBIGINT.</summary>
    Unsigned,

    /// <summary>FLOAT.</summary>
    Float32,

    /// <summary>Float64, a float field; DOUBLE.</summary>
    Float,

    /// <summary>Decimal128; DECIMAL of the same precision and scale.</summary>
    Decimal,

    /// <summary>Utf8, a tag or string field; VARCHAR.</summary>
    String,

    /// <summary>LargeUtf8, the result of string_agg; VARCHAR.</summary>
    LargeString,

    /// <summary>Utf8View, the result of substr and concat; VARCHAR.</summary>
    StringView,

    /// <summary>Timestamp; BIGINT nanoseconds since the epoch, whatever the Arrow unit.</summary>
    Timestamp,

    /// <summary>Date32; DATE.</summary>
    Date,

    /// <summary>Time64(ns); BIGINT nanoseconds since midnight.</summary>
    Time,

    /// <summary>Duration; BIGINT nanoseconds, whatever the Arrow unit.</summary>
    Duration,

    /// <summary>Interval(MonthDayNano); STRUCT(months INTEGER, days INTEGER, nanos BIGINT).</summary>
    Interval,

    /// <summary>Struct; STRUCT with the fields of <see cref="OutputType.Fields"/> in order.</summary>
    Struct,

    /// <summary>List; LIST of <see cref="OutputType.Element"/>.</summary>
    List,
}
