namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>The types InfluxQL knows, in order of precedence: of one name with several types the first in this list wins.</summary>
internal enum InfluxType
{
    Float,
    Integer,
    Unsigned,
    String,
    Boolean,
    Tag,

    /// <summary>Any field, as in <c>name::field</c>.</summary>
    Field,
    Timestamp,
}
