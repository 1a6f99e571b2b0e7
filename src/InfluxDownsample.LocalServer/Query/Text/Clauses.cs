namespace InfluxDownsample.LocalServer.Query;

/// <summary>Clauses in the text of DuckDB, each left out where it would be empty.</summary>
internal static class Clauses
{
    /// <summary><c>PARTITION BY a, b </c>, or nothing without columns.</summary>
    public static string PartitionBy(params IReadOnlyCollection<string> columns) => columns.Count == 0 ? "" : $"PARTITION BY {string.Join(", ", columns)} ";
}
