namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>The database a statement names itself, as HTTP allows: <c>FROM db.policy.m</c>, <c>SHOW … ON db</c>. // wire reference 8.1</summary>
internal static class DatabaseReference
{
    /// <summary>The statement without its database, and the name of that database, or null when it names none.</summary>
    /// <exception cref="QueryException">It names more than one.</exception>
    public static (Statement Statement, string? Database) Take(Statement statement)
    {
        switch (statement)
        {
            case SelectStatement select:
                var named = new HashSet<(string?, string?)>();
                SelectStatement stripped = Strip(select, named);
                return named.Count > 1
                    ? throw new QueryException(QueryErrorKind.Syntax, "can only perform queries on a single database")
                    : (stripped, named.Select(name => Name(name.Item1, name.Item2)).SingleOrDefault());
            case ShowStatement show:
                return (show with { Database = null, RetentionPolicy = null }, Name(show.Database, show.RetentionPolicy));
            case ShowRetentionPoliciesStatement policies:
                return (new ShowRetentionPoliciesStatement(Database: null), policies.Database);
            default:
                return (statement, null);
        }
    }

    private static SelectStatement Strip(SelectStatement select, HashSet<(string?, string?)> named)
    {
        var sources = new List<Source>();
        foreach (Source source in select.Sources)
        {
            if (source is SubquerySource subquery)
            {
                sources.Add(new SubquerySource(Strip(subquery.Statement, named)));
            }
            else
            {
                var measurement = (MeasurementSource)source;
                named.Add((measurement.Database, measurement.RetentionPolicy));
                sources.Add(measurement with { Database = null, RetentionPolicy = null });
            }
        }

        return select with { Sources = sources };
    }

    /// <summary>A retention policy other than the default one is a database of its own. // wire reference 5.1</summary>
    private static string? Name(string? database, string? policy) =>
        database is null || policy is null or "" or "autogen" or "default" ? database : $"{database}/{policy}";
}
