using System.Globalization;
using InfluxDownsample.LocalServer.Query;
using InfluxDownsample.LocalServer.Sql.Binding;
using InfluxDownsample.LocalServer.Sql.Functions;
using InfluxDownsample.LocalServer.Storage;

namespace InfluxDownsample.LocalServer.Sql.Planning;

/// <summary>The tables that describe the database: <c>information_schema.*</c> and <c>system.influxdb_schema</c>. // wire reference 4.1, 4.2</summary>
internal static class CatalogTables
{
    private const string NoText = "CAST(NULL AS VARCHAR)";
    private const string NoNumber = "CAST(NULL AS UBIGINT)";

    private static readonly string[] s_schemata = ["iox", "system"];

    /// <summary>All are listed; those about caches, plugins and past queries can't be read here.</summary>
    private static readonly string[] s_systemTables =
    [
        "distinct_caches", "influxdb_schema", "last_caches", "parquet_files", "processing_engine_logs", "processing_engine_trigger_arguments",
        "processing_engine_triggers", "queries",
    ];

    private static readonly (string Schema, string Name)[] s_views =
    [
        ("information_schema", "columns"), ("information_schema", "df_settings"), ("information_schema", "parameters"), ("information_schema", "routines"),
        ("information_schema", "schemata"), ("information_schema", "tables"), ("information_schema", "views"),
    ];

    /// <summary>The table as a query, or null when there is none of that name.</summary>
    public static PlannedQuery? Find(string schema, string name, PlanningContext context) => (schema, name) switch
    {
        ("information_schema", "tables") => Tables(context),
        ("information_schema", "columns") => Columns(context),
        ("information_schema", "schemata") => Schemata(),
        ("information_schema", "views") => Views(context),
        ("information_schema", "df_settings") => Rows(Texts("name", "value?", "description?"), []),
        ("information_schema", "routines") => Routines(),
        ("information_schema", "parameters") => Parameters(),
        ("system", "influxdb_schema") => InfluxDbSchema(context),
        ("system", "databases") when context.Catalog is InternalCatalog server => Databases(server),
        ("system", "parquet_files") when context.Catalog.ShowsFiles => ParquetFiles.Plan(context.Catalog),
        _ => null,
    };

    private static PlannedQuery Tables(PlanningContext context)
    {
        IEnumerable<string[]> tables = BaseTables(context).Select(table => TableRow(table, "BASE TABLE"));
        return Rows(Texts("table_catalog", "table_schema", "table_name", "table_type"), [.. tables, .. s_views.Select(view => TableRow(view, "VIEW"))]);
    }

    private static PlannedQuery Views(PlanningContext context) => Rows(
        Texts("table_catalog", "table_schema", "table_name", "definition?"),
        [.. BaseTables(context).Select(table => (string[])[Text("public"), Text(table.Schema), Text(table.Name), NoText])]);

    private static IEnumerable<(string Schema, string Name)> BaseTables(PlanningContext context)
    {
        foreach (TableSchema table in context.Catalog.Tables)
        {
            yield return ("iox", table.Name);
        }

        if (context.Catalog is InternalCatalog)
        {
            yield return ("system", "databases");
        }

        foreach (string name in s_systemTables.Where(name => name != "parquet_files" || context.Catalog.ShowsFiles))
        {
            yield return ("system", name);
        }
    }

    private static string[] TableRow((string Schema, string Name) table, string type) => [Text("public"), Text(table.Schema), Text(table.Name), Text(type)];

    private static PlannedQuery Parameters()
    {
        Column[] columns =
        [
            .. Texts("specific_catalog", "specific_schema", "specific_name"), new("ordinal_position", OutputType.Unsigned, Nullable: false),
            .. Texts("parameter_mode", "parameter_name?", "data_type", "parameter_default?"),
            new("is_variadic", OutputType.Boolean, Nullable: false), new("rid", OutputType.UInt8, Nullable: false),
        ];
        return Rows(columns, []);
    }

    private static PlannedQuery Columns(PlanningContext context)
    {
        List<string[]> rows = [];
        foreach (TableSchema table in context.Catalog.Tables)
        {
            rows.AddRange(table.Columns.Select((column, i) => ColumnRow(table.Name, column, i, context.Options.Like)));
        }

        Column[] columns =
        [
            .. Texts("table_catalog", "table_schema", "table_name", "column_name"), new("ordinal_position", OutputType.Unsigned, Nullable: false),
            .. Texts("column_default?", "is_nullable", "data_type"),
            .. Numbers("character_maximum_length", "character_octet_length", "numeric_precision", "numeric_precision_radix", "numeric_scale",
                "datetime_precision"),
            .. Texts("interval_type?"),
        ];
        return Rows(columns, rows);
    }

    private static string[] ColumnRow(string table, TableColumn column, int position, CoreVersion like)
    {
        string octets = column.Kind == ColumnKind.String ? "2147483647::UBIGINT" : NoNumber;
        string radix = column.Kind == ColumnKind.Float ? "2::UBIGINT" : NoNumber;
        string precision = column.Kind == ColumnKind.Float ? "24::UBIGINT" : NoNumber;
        return
        [
            Text("public"), Text("iox"), Text(table), Text(column.Name), string.Create(CultureInfo.InvariantCulture, $"{position}::UBIGINT"),
            NoText, Text(column.Kind == ColumnKind.Time ? "NO" : "YES"), Text(DataType(column.Kind, like)),
            NoNumber, octets, precision, radix, NoNumber, NoNumber, NoText,
        ];
    }

    // wire reference 4.1
    private static string DataType(ColumnKind kind, CoreVersion like) => kind switch
    {
        ColumnKind.Tag => "Dictionary(Int32, Utf8)",
        ColumnKind.Time => like == CoreVersion.Core36 ? "Timestamp(Nanosecond, None)" : "Timestamp(ns)",
        ColumnKind.Integer => "Int64",
        ColumnKind.Unsigned => "UInt64",
        ColumnKind.Float => "Float64",
        ColumnKind.String => "Utf8",
        _ => "Boolean",
    };

    private static PlannedQuery Schemata()
    {
        Column[] columns = Texts(
            "catalog_name", "schema_name", "schema_owner?", "default_character_set_catalog?", "default_character_set_schema?", "default_character_set_name?",
            "sql_path?");
        return Rows(columns, [.. s_schemata.Select(
            schema => (string[])[Text("public"), Text(schema), NoText, NoText, NoText, NoText, NoText])]);
    }

    private static PlannedQuery Routines()
    {
        IEnumerable<string[]> rows = Kind(ScalarFunctions.Names,
            "SCALAR").Concat(Kind(AggregateFunctions.Names, "AGGREGATE")).Concat(Kind(WindowFunctions.Names, "WINDOW"));
        return Rows(Texts("specific_catalog", "specific_schema", "specific_name", "routine_name", "routine_type", "function_type"), [.. rows]);

        static IEnumerable<string[]> Kind(IEnumerable<string> names, string kind) =>
            names.Order(StringComparer.Ordinal).Select(name => (string[])[Text("public"), Text("iox"), Text(name), Text(name), Text("FUNCTION"), Text(kind)]);
    }

    // wire reference 4.2
    private static PlannedQuery Databases(InternalCatalog server)
    {
        Column[] columns =
        [
            new("database_name", OutputType.String, Nullable: false), new("retention_period_ns", OutputType.Unsigned, Nullable: true),
            new("deleted", OutputType.Boolean, Nullable: false),
        ];
        return Rows(columns, [.. server.Databases.Select(database => (string[])
        [
            Text(database.Name), database.Retention is { } kept ? string.Create(CultureInfo.InvariantCulture, $"{kept.Ticks * 100}::UBIGINT") : NoNumber,
            database.Deleted ? "true" : "false",
        ])]);
    }

    // wire reference 4.2
    private static PlannedQuery InfluxDbSchema(PlanningContext context)
    {
        List<string[]> rows = [];
        foreach (TableSchema table in context.Catalog.Tables)
        {
            rows.AddRange(table.Columns.Select(column => (string[])[Text(table.Name), Text(column.Name), Text(KindText(column.Kind))]));
        }

        return Rows([.. Texts("measurement", "key", "data_type").Select(column => column with { Type = OutputType.StringView })], rows);
    }

    private static string KindText(ColumnKind kind) => kind switch
    {
        ColumnKind.Tag => "tag",
        ColumnKind.Time => "time",
        ColumnKind.Integer => "integer",
        ColumnKind.Unsigned => "uinteger",
        ColumnKind.Float => "float",
        ColumnKind.String => "string",
        _ => "boolean",
    };

    /// <summary>Columns of text; a question mark behind the name marks those that may be null.</summary>
    private static Column[] Texts(params string[] names) => [.. names.Select(name => new Column(name.TrimEnd('?'), OutputType.String, name.EndsWith('?')))];

    private static Column[] Numbers(params string[] names) => [.. names.Select(name => new Column(name, OutputType.Unsigned, Nullable: true))];

    private static string Text(string value) => Literals.Sql(value);

    private static PlannedQuery Rows(Column[] columns, List<string[]> rows)
    {
        string[] outputs = [.. Enumerable.Range(0, columns.Length).Select(Ordinals.Output)];
        string list = string.Join(", ", outputs);
        // VALUES needs a row: one of nulls that is filtered out stands in for none
        string lines = rows.Count == 0
            ? $"({string.Join(", ", columns.Select(column => $"CAST(NULL AS {TypeNames.Physical(column.Type)})"))})"
            : string.Join(", ", rows.Select(row => $"({string.Join(", ", row)})"));
        string sql = $"SELECT {list} FROM (VALUES {lines}) AS rows({list}){(rows.Count == 0 ? " WHERE FALSE" : "")}";
        ScopeColumn[] scope = [.. columns.Select((column, i) => new ScopeColumn(null, column.Name, column.Type, outputs[i]) { Nullable = column.Nullable })];
        return new PlannedQuery(sql, scope);
    }

    private sealed record Column(string Name, OutputType Type, bool Nullable);
}
