namespace InfluxDownsample.Core.LineProtocol.Reading;

/// <summary>The types a field value can have in line protocol.</summary>
public enum LineProtocolFieldType
{
    /// <summary>A 64-bit float, written without a suffix.</summary>
    Float,

    /// <summary>A signed 64-bit integer, suffix <c>i</c>.</summary>
    Integer,

    /// <summary>An unsigned 64-bit integer, suffix <c>u</c>.</summary>
    Unsigned,

    /// <summary>A text in double quotes.</summary>
    String,

    /// <summary>true or false in one of their five spellings each.</summary>
    Boolean,
}
