namespace InfluxDownsample.LocalServer.Sql;

/// <summary>
/// <c>system.parquet_files</c>: one file for every 10-minute block of a table that holds a row; with a write buffer, what its snapshots have written. The
/// number at the end of a path is the snapshot's. Rows past their retention are in it too. // wire reference 4.2
/// </summary>
internal static class ParquetFiles
{
    public static PlannedQuery Plan(DatabaseCatalog catalog)
    {
        ScopeColumn[] scope = CatalogTables.Columns("table_name path size_bytes:u row_count:u min_time:i max_time:i");
        IEnumerable<string> nulls = scope.Select(column => $"CAST(NULL AS {column.Type.Physical}) AS {column.Sql}");
        IEnumerable<string> none = [$"SELECT {string.Join(", ", nulls)} WHERE false"];
        // Of many tables one relation is read much faster than one for each.
        TableSchema[] buffered = [.. catalog.Tables.Where(table => table.IsBuffered)];
        IEnumerable<string> files = catalog.Tables.Except(buffered).Select(table => Files(Literals.Sql(table.Name), $"'{table.PhysicalName}'",
            $"({table.Files})"));
        string names = string.Join(", ", buffered.Select(table => $"('{table.PhysicalName}', {Literals.Sql(table.Name)})"));
        IEnumerable<string> listed = buffered.Length == 0 ? []
            : [Files("name", "table_name", $"{BufferFiles.Stored} JOIN (VALUES {names}) AS names(physical, name) ON physical = table_name")];
        return new PlannedQuery(string.Join(" UNION ALL ", none.Concat(files).Concat(listed)), scope);
    }

    private static string Files(string name, string physicalName, string files)
    {
        // A real file's size depends on its values; this one only grows with its rows.
        string[] values =
        [
            name,
            $"'node0/dbs/' || {physicalName} || '/' || strftime(make_timestamp(block * 600000000), '%Y-%m-%d/%H-%M/') "
                + "|| lpad(number::VARCHAR, 10, '0') || '.parquet'",
            "(2000 + 16 * rows)::UBIGINT", "rows::UBIGINT", "first", "last",
        ];
        string list = string.Join(", ", values.Select((value, i) => $"{value} AS {Ordinals.Output(i)}"));
        return $"SELECT {list} FROM {files}";
    }
}
