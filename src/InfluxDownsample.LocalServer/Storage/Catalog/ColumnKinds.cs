namespace InfluxDownsample.LocalServer.Storage;

/// <summary>Names and families of <see cref="ColumnKind"/>.</summary>
public static class ColumnKinds
{
    /// <summary>What InfluxQL calls it.</summary>
    public static string Name(this ColumnKind kind) => kind == ColumnKind.Time ? "timestamp" : kind.ToString().ToLowerInvariant();

    /// <summary>What InfluxDB calls it in metadata and messages. // wire reference 2.2</summary>
    public static string TypeName(this ColumnKind kind) =>
        $"iox::column_type::{(kind.IsField() ? "field::" : "")}{(kind == ColumnKind.Unsigned ? "uinteger" : kind.Name())}";

    public static bool IsField(this ColumnKind kind) => kind <= ColumnKind.Boolean;

    public static bool IsNumeric(this ColumnKind kind) => kind <= ColumnKind.Unsigned;
}
