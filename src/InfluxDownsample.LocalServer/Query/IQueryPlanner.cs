namespace InfluxDownsample.LocalServer.Query;

/// <summary>Turns the text of a query language into DuckDB's SQL and the schema of the answer. Planners hold no state: one serves all requests.</summary>
public interface IQueryPlanner
{
    /// <param name="text">The query as the client sent it.</param>
    /// <param name="parameters">Bound parameters by name, without <c>$</c>. Values are null, bool, long, ulong, double or string.</param>
    /// <param name="catalog">The database as it was when the query arrived.</param>
    /// <param name="nowNanoseconds">What <c>now()</c> means in this query: nanoseconds since the epoch.</param>
    /// <exception cref="QueryException">The text is wrong, names what does not exist, or asks for something unsupported.</exception>
    QueryPlan Plan(string text, IReadOnlyDictionary<string, object?> parameters, DatabaseCatalog catalog, long nowNanoseconds);
}
