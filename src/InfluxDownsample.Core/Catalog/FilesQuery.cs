using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Catalog;

/// <summary>
/// Counts files of a database as a part of a query, to see whether rows may be on the move. A snapshot writes all tables at once and their files end in any
/// order, so those of other tables count too; all of a snapshot end with its number, and one that stands alone under its number has split no table
/// (wire reference 4.2, 5.9).
/// </summary>
/// <param name="table">The table whose own files all count; null for none.</param>
internal sealed class FilesQuery(string? table)
{
    /// <summary>Counts of a table's own files are this much times one more than there are; other counts are less.</summary>
    public const long OwnFiles = 1_000_000_000;

    private const string Parameter = "files";

    /// <summary>Whether a number among counts of rows is a count of files, which comes as minus one less the count.</summary>
    public static bool IsCount(long number, out long files)
    {
        files = -1 - number;
        return number < 0;
    }

    /// <summary>The statements, each behind a UNION ALL.</summary>
    /// <param name="columns">Makes the columns of a row from a count.</param>
    public string Union(Func<string, string> columns)
        => $"\nUNION ALL\nSELECT {columns("coalesce(sum(files), 0)")} "
            + "FROM (SELECT count(*) AS files FROM system.parquet_files GROUP BY right(path, 18) HAVING count(*) > 1) AS snapshots"
            + (table is null ? "" : $"\nUNION ALL\nSELECT {columns($"{OwnFiles} + {OwnFiles} * count(*)")} "
                + $"FROM system.parquet_files WHERE table_name = ${Parameter}");

    /// <summary>The parameters of these statements and of the rest.</summary>
    public IReadOnlyDictionary<string, object?>? With(IReadOnlyDictionary<string, object?>? others)
        => table is null ? others : new Dictionary<string, object?>(others ?? new Dictionary<string, object?>()) { [Parameter] = table };

    /// <summary>Whether a failure says that the server does not show its files.</summary>
    public static bool IsHidden(InfluxException failure)
        => !failure.IsTransient
            && failure.Id is InfluxErrorId.MeasurementNotFound or InfluxErrorId.ColumnNotFound or InfluxErrorId.QueryRejected or InfluxErrorId.PermissionDenied;
}
