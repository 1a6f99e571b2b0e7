namespace InfluxDownsample.LocalServer.Query;

/// <summary>A query that can't be answered. The message is what the client is told after the text of the phase.</summary>
public sealed class QueryException(
    QueryErrorKind kind, string message, QueryPhase phase = QueryPhase.LogicalPlanning, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Stands between a fault and its cause. Over Flight it is a colon.</summary>
    public const string Cause = "\ncaused by\n";

    public QueryErrorKind Kind { get; } = kind;

    public QueryPhase Phase { get; } = phase;

    /// <summary>Operand or argument types that do not fit. In a condition the real server finds them later than elsewhere.</summary>
    public bool IsCoercion { get; private init; }

    /// <summary>What the SQL parser said, without its frame.</summary>
    internal string? ParserMessage { get; private init; }

    /// <summary><c>SQL error: ParserError("…")</c>.</summary>
    public static QueryException SqlSyntax(string message)
        => new(QueryErrorKind.Syntax, $"SQL error: ParserError({RustText.Quoted(message)})") { ParserMessage = message };

    /// <summary>An expression or a query that is nested deeper than it is read.</summary>
    public static QueryException TooDeep() => new(QueryErrorKind.Syntax, "SQL error: RecursionLimitExceeded");

    /// <summary><c>SQL error: TokenizerError("…")</c>: text that is not even words.</summary>
    public static QueryException SqlToken(string message) => new(QueryErrorKind.Syntax, $"SQL error: TokenizerError({RustText.Quoted(message)})");

    /// <summary><c>Error during planning: …</c>.</summary>
    public static QueryException Planning(string message, QueryPhase phase = QueryPhase.LogicalPlanning) =>
        new(QueryErrorKind.Planning, "Error during planning: " + message, phase);

    /// <summary><c>Error during planning: …</c> about types that do not fit.</summary>
    public static QueryException Coercion(string message) =>
        new(QueryErrorKind.Planning, "Error during planning: " + message) { IsCoercion = true };

    /// <summary>A fault in an expression of constants, which the optimizer computes. The text names what failed and, on another line, why.</summary>
    public static QueryException Optimizer(string message, string rule = "simplify_expressions") =>
        new(QueryErrorKind.Execution, $"Optimizer rule '{rule}' failed{Cause}{message}", QueryPhase.PhysicalPlanning);

    /// <summary><c>Schema error: …</c>.</summary>
    public static QueryException Schema(string message) => new(QueryErrorKind.Schema, "Schema error: " + message);

    /// <summary><c>This feature is not implemented: …</c>.</summary>
    public static QueryException NotImplemented(string message) => new(QueryErrorKind.NotImplemented, "This feature is not implemented: " + message);

    /// <summary><c>External error: …</c>, a fault of the server itself.</summary>
    public static QueryException Internal(string message) => new(QueryErrorKind.Internal, "External error: " + message);

    /// <summary>The same, met while something greater was done. HTTP puts the two on lines of their own, Flight joins them by a colon.</summary>
    public QueryException While(string stage, QueryPhase? phase = null) => new(Kind, stage + Cause + Message, phase ?? Phase, this);

    /// <summary>A fault while rows are computed.</summary>
    public static QueryException Execution(string message, Exception? innerException = null) =>
        new(QueryErrorKind.Execution, message, QueryPhase.Execution, innerException);
}
