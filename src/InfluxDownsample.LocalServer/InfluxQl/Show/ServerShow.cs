namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>The SHOW statements about the whole server. Only HTTP answers them. // wire reference 4.3</summary>
internal static class ServerShow
{
    public const string DatabaseColumn = "iox::database";

    /// <summary>SHOW DATABASES of every database given, <c>_internal</c> and soft-deleted ones too: those in use first, then by name.</summary>
    public static QueryPlan Databases(IEnumerable<(string Name, bool Deleted)> databases) => Plan(
        databases.OrderBy(database => database.Deleted).ThenBy(database => database.Name, NameOrder.Comparer)
            .Select(database => (string[])[Literals.Sql(database.Name), Literals.Sql(database.Deleted)]),
        (DatabaseColumn, OutputType.String), ("deleted", OutputType.Boolean));

    /// <summary>The list of databases by name, with <c>_internal</c>; of soft-deleted ones too, if that is asked for.</summary>
    public static QueryPlan Listed(IEnumerable<DatabaseCatalog> databases, bool showDeleted)
    {
        (string Name, bool Deleted)[] rows = [(DatabaseCatalog.InternalName, false), .. databases.Select(database => (database.Name, database.Deleted))];
        (string, OutputType)[] columns = [(DatabaseColumn, OutputType.String), ("deleted", OutputType.Boolean)];
        return Plan(
            rows.Where(row => showDeleted || !row.Deleted).OrderBy(row => row.Name, NameOrder.Comparer)
                .Select(row => (string[])[Literals.Sql(row.Name), Literals.Sql(row.Deleted)]),
            showDeleted ? columns : columns[..1]);
    }

    /// <summary>
    /// SHOW RETENTION POLICIES: a database named <c>db/policy</c> is that policy of <c>db</c>. 3.6 does not tell how long rows are kept.
    /// </summary>
    public static QueryPlan RetentionPolicies(IEnumerable<(string Name, TimeSpan? Retention)> databases, CoreVersion like)
    {
        (string, OutputType)[] columns = [(DatabaseColumn, OutputType.String), ("name", OutputType.String), ("duration", OutputType.String)];
        return Plan(
            databases.OrderBy(database => database.Name, NameOrder.Comparer).Select(database => Policy(database.Name, database.Retention)),
            like == CoreVersion.Core36 ? columns[..2] : columns);
    }

    private static string[] Policy(string name, TimeSpan? retention)
    {
        string[] parts = name.Split('/');
        return [Literals.Sql(parts[0]), Literals.Sql(parts.Length > 1 ? parts[1] : "autogen"), Literals.Sql(Duration(retention))];
    }

    /// <summary>As InfluxDB 1 writes it, such as <c>168h0m0s</c>; <c>0s</c> is without end.</summary>
    private static string Duration(TimeSpan? retention)
    {
        TimeSpan kept = retention ?? TimeSpan.Zero;
        string seconds = $"{kept.Seconds}s";
        string minutes = kept.TotalMinutes >= 1 ? $"{kept.Minutes}m{seconds}" : seconds;
        return kept.TotalHours >= 1 ? $"{(long)kept.TotalHours}h{minutes}" : minutes;
    }

    /// <summary>As many values of each row as there are columns.</summary>
    private static QueryPlan Plan(IEnumerable<string[]> rows, params (string Name, OutputType Type)[] columns)
    {
        string[] values = [.. rows.Select(row => $"({string.Join(", ", row.Take(columns.Length))})")];
        return new QueryPlan
        {
            Sql = values.Length > 0 ? $"VALUES {string.Join(", ", values)}"
                : $"SELECT {string.Join(", ", columns.Select(column => $"NULL::{column.Type.Physical}"))} WHERE false",
            Columns = [.. columns.Select(column => new OutputColumn(column.Name, column.Type, Nullable: false))],
        };
    }
}
