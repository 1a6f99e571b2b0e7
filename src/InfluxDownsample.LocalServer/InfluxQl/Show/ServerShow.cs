namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>The SHOW statements about the whole server. Only HTTP answers them. // wire reference 4.3</summary>
internal static class ServerShow
{
    private static readonly OutputColumn s_database = new("iox::database", OutputType.String, Nullable: false);

    /// <summary>SHOW DATABASES of every database given, <c>_internal</c> and soft-deleted ones too: those in use first, then by name.</summary>
    public static QueryPlan Databases(IEnumerable<(string Name, bool Deleted)> databases) => Plan(
        databases.OrderBy(database => database.Deleted).ThenBy(database => database.Name, NameOrder.Comparer)
            .Select(database => $"{Literals.Sql(database.Name)}, {Literals.Sql(database.Deleted)}"),
        "'', false",
        [s_database, new OutputColumn("deleted", OutputType.Boolean, Nullable: false)]);

    /// <summary>
    /// SHOW RETENTION POLICIES: a database named <c>db/policy</c> is that policy of <c>db</c>. 3.6 does not tell how long rows are kept.
    /// </summary>
    public static QueryPlan RetentionPolicies(IEnumerable<(string Name, TimeSpan? Retention)> databases, CoreVersion like)
    {
        OutputColumn[] columns =
        [
            s_database,
            new OutputColumn("name", OutputType.String, Nullable: false),
            new OutputColumn("duration", OutputType.String, Nullable: false),
        ];
        int told = like == CoreVersion.Core36 ? 2 : 3;
        return Plan(
            databases.OrderBy(database => database.Name, NameOrder.Comparer)
                .Select(database => string.Join(", ", Policy(database.Name, database.Retention).Take(told))),
            string.Join(", ", Enumerable.Repeat("''", told)),
            columns[..told]);
    }

    private static string[] Policy(string name, TimeSpan? retention)
    {
        string[] parts = name.Split('/');
        return [Literals.Sql(parts[0]), Literals.Sql(parts.Length > 1 ? parts[1] : "autogen"), Literals.Sql(Duration(retention))];
    }

    /// <summary>As InfluxDB 1 writes it, such as <c>168h0m0s</c>; <c>0s</c> is without end.</summary>
    private static string Duration(TimeSpan? retention)
    {
        if (retention is not { } kept || kept == TimeSpan.Zero)
        {
            return "0s";
        }

        long hours = (long)kept.TotalHours;
        return hours > 0 ? $"{hours}h{kept.Minutes}m{kept.Seconds}s"
            : kept.Minutes > 0 ? $"{kept.Minutes}m{kept.Seconds}s"
            : $"{kept.Seconds}s";
    }

    private static QueryPlan Plan(IEnumerable<string> rows, string types, IReadOnlyList<OutputColumn> columns)
    {
        string[] values = [.. rows.Select(row => $"({row})")];
        return new QueryPlan
        {
            Sql = values.Length == 0 ? $"SELECT {types} WHERE false" : "VALUES " + string.Join(", ", values),
            Columns = columns,
        };
    }
}
