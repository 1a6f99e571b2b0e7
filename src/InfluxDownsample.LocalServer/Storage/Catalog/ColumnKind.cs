namespace InfluxDownsample.LocalServer.Storage;

/// <summary>What a column is to InfluxDB; a table's column never changes its kind.</summary>
public enum ColumnKind
{
    Tag,
    Time,
    Integer,
    Unsigned,
    Float,
    String,
    Boolean,
}
