namespace InfluxDownsample.LocalServer.Storage;

/// <summary>A column of an InfluxDB table and the DuckDB column that holds it.</summary>
/// <remarks>Physical names are generated because DuckDB's identifiers ignore case and InfluxDB's do not.</remarks>
public sealed record TableColumn(string Name, ColumnKind Kind, string PhysicalName)
{
    /// <summary>The time column of every table.</summary>
    public static TableColumn Time { get; } = new(TableSchema.TimeName, ColumnKind.Time, "c0");
}
