namespace InfluxDownsample.Core.Points;

/// <summary>The type of a column's values.</summary>
/// <remarks>Of 64 bits: such an enumeration is written by its names in ConvertTo-Json, every other one as numbers.</remarks>
public enum PointType : long
{
    /// <summary>No row has a value (an unknown field in InfluxQL).</summary>
    Null,

    /// <summary>Nanoseconds since 1970-01-01 UTC, 64 bits, signed.</summary>
    Timestamp,

    /// <summary>64 bits, signed.</summary>
    Integer,

    /// <summary>64 bits, unsigned.</summary>
    Unsigned,

    /// <summary>IEEE 754 double.</summary>
    Float,

    /// <summary>UTF-8 text.</summary>
    String,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Whole numbers of which some need more than 64 bits, as sums may; written as floats.</summary>
    Decimal,

    /// <summary>Something that can be looked at but not be written as a field: struct, list, duration, interval.</summary>
    Other,
}
