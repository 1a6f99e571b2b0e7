namespace InfluxDownsample.LocalServer.Storage;

/// <summary>
/// What a column is to InfluxDB; a table's column never changes its kind. In the order in which InfluxQL prefers one, where a name has several.
/// </summary>
public enum ColumnKind
{
    Float,
    Integer,
    Unsigned,
    String,
    Boolean,
    Tag,

    /// <summary>Any field, as InfluxQL says <c>name::field</c>; no column is stored as one.</summary>
    Field,
    Time,
}
