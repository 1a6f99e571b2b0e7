namespace InfluxDownsample.LocalServer.Sql;

/// <summary>The tables that describe the database: <c>information_schema.*</c> and <c>system.influxdb_schema</c>. // wire reference 4.1, 4.2</summary>
internal static class CatalogTables
{
    /// <summary>All are listed; those about caches, plugins and past queries can't be read here.</summary>
    private static readonly string[] s_systemTables =
    [
        "distinct_caches", "influxdb_schema", "last_caches", "parquet_files", "processing_engine_logs", "processing_engine_trigger_arguments",
        "processing_engine_triggers", "queries",
    ];

    private static readonly string[] s_views = ["columns", "df_settings", "parameters", "routines", "schemata", "tables", "views"];

    /// <summary>The table as a query, or null when there is none of that name.</summary>
    public static PlannedQuery? Find(string schema, string name, PlanningContext context) => (schema, name) switch
    {
        ("information_schema", "tables") => Rows("table_catalog table_schema table_name table_type", Tables(context)),
        ("information_schema", "columns") => Rows(
            "table_catalog table_schema table_name column_name ordinal_position:u column_default? is_nullable data_type character_maximum_length:u? "
                + "character_octet_length:u? numeric_precision:u? numeric_precision_radix:u? numeric_scale:u? datetime_precision:u? interval_type?",
            from table in context.Catalog.Tables
            from column in table.Columns.Index()
            select Column(table.Name, column.Item, column.Index, context.Like)),
        ("information_schema", "schemata") => Rows(
            "catalog_name schema_name schema_owner? default_character_set_catalog? default_character_set_schema? default_character_set_name? sql_path?",
            [["public", "iox", null, null, null, null, null], ["public", "system", null, null, null, null, null]]),
        ("information_schema", "views") => Rows(
            "table_catalog table_schema table_name definition?", BaseTables(context).Select(table => (object?[])["public", table.Schema, table.Name, null])),
        ("information_schema", "df_settings") => Rows("name value? description?", []),
        ("information_schema", "routines") => Rows(
            "specific_catalog specific_schema specific_name routine_name routine_type function_type",
            [.. Kind(FunctionTable.Scalars, "SCALAR"), .. Kind(FunctionTable.Aggregates, "AGGREGATE"), .. Kind(FunctionTable.Windows, "WINDOW")]),
        ("information_schema", "parameters") => Rows(
            "specific_catalog specific_schema specific_name ordinal_position:u parameter_mode parameter_name? data_type parameter_default? is_variadic:b rid:t",
            []),
        ("system", "influxdb_schema") => Rows(
            "measurement:v key:v data_type:v",
            from table in context.Catalog.Tables from column in table.Columns select (object?[])[table.Name, column.Name, KindText(column.Kind)]),
        ("system", "databases") when context.Catalog.Databases is { } databases => Rows(
            "database_name retention_period_ns:u? deleted:b",
            databases.Select(database => (object?[])[database.Name, (ulong?)(database.Retention?.Ticks * 100), database.Deleted])),
        ("system", "parquet_files") when context.Catalog.ShowsFiles => ParquetFiles.Plan(context.Catalog),
        _ => null,
    };

    private static IEnumerable<object?[]> Tables(PlanningContext context) =>
        BaseTables(context).Select(table => (object?[])["public", table.Schema, table.Name, "BASE TABLE"])
            .Concat(s_views.Select(view => (object?[])["public", "information_schema", view, "VIEW"]));

    private static IEnumerable<(string Schema, string Name)> BaseTables(PlanningContext context)
    {
        IEnumerable<string> stored = context.Catalog.Tables.Select(table => table.Name);
        IEnumerable<string> system = s_systemTables.Where(name => name != "parquet_files" || context.Catalog.ShowsFiles);
        system = context.Catalog.Databases is not null ? system.Prepend("databases") : system;
        return stored.Select(name => ("iox", name)).Concat(system.Select(name => ("system", name)));
    }

    // wire reference 4.1
    private static object?[] Column(string table, TableColumn column, int position, CoreVersion like)
    {
        ulong? octets = column.Kind == ColumnKind.String ? int.MaxValue : null;
        (ulong? precision, ulong? radix) = column.Kind == ColumnKind.Float ? (24UL, 2UL) : ((ulong?)null, (ulong?)null);
        string type = column.Kind switch
        {
            ColumnKind.Tag => "Dictionary(Int32, Utf8)",
            ColumnKind.Time when like == CoreVersion.Core36 => "Timestamp(Nanosecond, None)",
            _ => OutputType.Of(column.Kind).ToString(),
        };
        string nullable = column.Kind == ColumnKind.Time ? "NO" : "YES";
        return ["public", "iox", table, column.Name, (ulong)position, null, nullable, type, null, octets, precision, radix, null, null, null];
    }

    private static IEnumerable<object?[]> Kind(FunctionTable functions, string kind) =>
        functions.Names.Order(StringComparer.Ordinal).Select(name => (object?[])["public", "iox", name, name, "FUNCTION", kind]);

    private static string KindText(ColumnKind kind) => kind == ColumnKind.Unsigned ? "uinteger" : kind.ToString().ToLowerInvariant();

    /// <summary>
    /// Columns by name. Behind the name stands the type, if it is no text (i an integer, u an unsigned one, t a tiny one, b a truth value, v a view of text),
    /// and a question mark where it may be null.
    /// </summary>
    public static ScopeColumn[] Columns(string columns) =>
        [.. columns.Split(' ').Select((column, i) =>
        {
            string[] parts = column.TrimEnd('?').Split(':');
            OutputType type = parts.ElementAtOrDefault(1) switch
            {
                "i" => OutputType.Integer,
                "u" => OutputType.Unsigned,
                "t" => OutputType.UInt8,
                "b" => OutputType.Boolean,
                "v" => OutputType.StringView,
                _ => OutputType.String,
            };
            return new ScopeColumn(null, parts[0], type, Ordinals.Output(i)) { Nullable = column.EndsWith('?') };
        })];

    private static PlannedQuery Rows(string columns, IEnumerable<object?[]> rows)
    {
        ScopeColumn[] scope = Columns(columns);
        string list = string.Join(", ", scope.Select(column => column.Sql));
        string[] lines = [.. rows.Select(row => Line(scope, row))];
        // VALUES needs a row: one of nulls that is filtered out stands in for none
        string values = lines.Length == 0 ? Line(scope, new object?[scope.Length]) : string.Join(", ", lines);
        return new PlannedQuery($"SELECT {list} FROM (VALUES {values}) AS rows({list}){(lines.Length == 0 ? " WHERE FALSE" : "")}", scope);
    }

    private static string Line(ScopeColumn[] columns, object?[] row) => $"({string.Join(", ", row.Zip(columns, (value, column) => value switch
    {
        string text => Literals.Sql(text),
        ulong number => Literals.Sql(number),
        bool flag => Literals.Sql(flag),
        _ => $"CAST(NULL AS {column.Type.Physical})",
    }))})";
}
