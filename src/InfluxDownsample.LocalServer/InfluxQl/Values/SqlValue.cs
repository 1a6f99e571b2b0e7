namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>A DuckDB expression and the type it has for the client.</summary>
internal readonly record struct SqlValue(string Sql, OutputType Type)
{
    public static SqlValue Null { get; } = new("NULL", OutputType.Null);

    public static SqlValue False { get; } = new("false", OutputType.Boolean);

    /// <summary>The kind of the stored column this is, also after a cast; null for anything computed. // wire reference 2.2</summary>
    public ColumnKind? StoredAs { get; init; }

    /// <summary>Whether the schema says that it is never null. // wire reference 2.4</summary>
    public bool IsNotNull { get; init; }

    /// <summary>Whether it comes out of an aggregate: a null of it counts as a row for LIMIT.</summary>
    public bool IsAggregated { get; init; }

    public bool IsNull => Type.Kind == ArrowTypeId.Null;

    public bool IsTag => StoredAs == ColumnKind.Tag;
}
