using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.Sql.Syntax;

/// <summary>Statements that SQL has and the server does not run. // wire reference 1.4</summary>
internal static class RefusedStatement
{
    private static readonly Dictionary<string, string> s_refusals = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CREATE"] = "DDL not supported: Create",
        ["DROP"] = "DDL not supported: Drop",
        ["ALTER"] = "DDL not supported: Alter",
        ["INSERT"] = "DML not supported: Insert Into",
        ["UPDATE"] = "DML not supported: Update",
        ["DELETE"] = "DML not supported: Delete",
        ["TRUNCATE"] = "DML not supported: Truncate",
        ["MERGE"] = "DML not supported: Merge",
        ["COPY"] = "DML not supported: COPY",
        ["SET"] = "Statement not supported: SetVariable",
        ["RESET"] = "Statement not supported: ResetVariable",
        ["BEGIN"] = "Statement not supported: TransactionStart",
        ["START"] = "Statement not supported: TransactionStart",
        ["COMMIT"] = "Statement not supported: TransactionEnd",
        ["ROLLBACK"] = "Statement not supported: TransactionEnd",
        ["PREPARE"] = "Statement not supported: Prepare",
        ["EXECUTE"] = "Statement not supported: Execute",
        ["DEALLOCATE"] = "Statement not supported: Deallocate",
    };

    private static readonly HashSet<string> s_unsupported = new(StringComparer.OrdinalIgnoreCase)
    {
        "ATTACH", "DETACH", "LOAD", "INSTALL", "EXPORT", "IMPORT", "PRAGMA", "VACUUM", "ANALYZE", "CALL", "USE", "GRANT", "REVOKE",
        "KILL", "CLOSE", "DECLARE", "FETCH", "COMMENT", "CHECKPOINT", "REPLACE", "LOCK", "UNLOCK", "CACHE", "FLUSH",
    };

    /// <summary>Why a statement that begins with this word is refused; null when SQL has no such statement.</summary>
    public static QueryException? For(SqlToken first)
    {
        if (first.Kind != SqlTokenKind.Word)
        {
            return null;
        }

        if (s_refusals.TryGetValue(first.Text, out string? text))
        {
            return QueryException.Planning(text);
        }

        return s_unsupported.Contains(first.Text) ? QueryException.NotImplemented($"Unsupported SQL statement: {first.Text.ToUpperInvariant()}") : null;
    }

    public static QueryException Show(SqlToken what) => QueryException.NotImplemented($"Unsupported SQL statement: SHOW {what.ToString().ToUpperInvariant()}");
}
