namespace InfluxDownsample.LocalServer.Query;

/// <summary>
/// What kind of fault stopped a query; Flight and HTTP each choose their status by it (wire reference 1.6 and 8.1).
/// The exception's message already holds the query engine's own prefix, such as <c>Error during planning: </c>.
/// </summary>
public enum QueryErrorKind
{
    /// <summary>The text does not parse. SQL: <c>SQL error: ParserError("…")</c>.</summary>
    Syntax,

    /// <summary><c>Error during planning: …</c>: unknown table or function, wrong argument types, a statement that is not allowed.</summary>
    Planning,

    /// <summary><c>Schema error: …</c>: unknown or ambiguous column.</summary>
    Schema,

    /// <summary><c>This feature is not implemented: …</c>.</summary>
    NotImplemented,

    /// <summary>A fault while rows are computed: cast, division by zero, overflow.</summary>
    Execution,

    /// <summary>A fault of the server itself, by its status: an empty time range, a regular expression that does not compile.</summary>
    Internal,

    /// <summary><c>Resources exhausted: …</c>.</summary>
    ResourcesExhausted,

    /// <summary>Too many files in range (the 432-file text).</summary>
    FileLimit,

    /// <summary>The database named by the request does not exist.</summary>
    DatabaseNotFound,
}
