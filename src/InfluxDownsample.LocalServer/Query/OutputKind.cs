namespace InfluxDownsample.LocalServer.Query;

/// <summary>The kinds of column a query result may hold.</summary>
public enum OutputKind
{
    /// <summary>Every value is null, whatever DuckDB returns.</summary>
    Null,
    Boolean,
    Int8,
    Int16,
    Int32,

    /// <summary>An integer field.</summary>
    Integer,
    UInt8,
    UInt16,
    UInt32,

    /// <summary>An unsigned field.</summary>
    Unsigned,
    Float32,

    /// <summary>A float field.</summary>
    Float,
    Decimal,

    /// <summary>A tag or string field.</summary>
    String,

    /// <summary>The result of string_agg.</summary>
    LargeString,

    /// <summary>The result of substr and concat.</summary>
    StringView,

    /// <summary>DuckDB returns nanoseconds since the epoch, whatever the unit.</summary>
    Timestamp,
    Date,

    /// <summary>DuckDB returns nanoseconds since midnight.</summary>
    Time,

    /// <summary>DuckDB returns nanoseconds, whatever the unit.</summary>
    Duration,
    Interval,
    Struct,
    List,
}
