namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>The database a statement names itself, as HTTP allows: <c>FROM db.policy.m</c>, <c>SHOW … ON db</c>. // wire reference 8.1</summary>
internal static class DatabaseReference
{
    /// <summary>The statement without its database, and the name of that database, or null when it names none.</summary>
    /// <exception cref="QueryException">It names more than one.</exception>
    public static (Statement Statement, string? Database) Take(Statement statement) => statement switch
    {
        SelectStatement select => (Strip(select), select.Measurements.DistinctBy(named => (named.Database, named.RetentionPolicy)).ToArray() switch
        {
            [] => null,
            [var only] => Name(only.Database, only.RetentionPolicy),
            _ => throw new QueryException(QueryErrorKind.Syntax, "can only perform queries on a single database"),
        }),
        ShowStatement show => (show with { Database = null, RetentionPolicy = null }, Name(show.Database, show.RetentionPolicy)),
        _ => (statement, null),
    };

    private static SelectStatement Strip(SelectStatement select) => select with
    {
        Sources = [.. select.Sources.Select(source => source is MeasurementSource measurement
            ? measurement with { Database = null, RetentionPolicy = null }
            : (Source)new SubquerySource(Strip(((SubquerySource)source).Statement)))],
    };

    /// <summary>A retention policy other than the default one is a database of its own. // wire reference 5.1</summary>
    private static string? Name(string? database, string? policy) =>
        database is null || policy is null or "" or "autogen" or "default" ? database : $"{database}/{policy}";
}
