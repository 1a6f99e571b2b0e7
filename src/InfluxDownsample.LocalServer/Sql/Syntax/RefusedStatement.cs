namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Statements that SQL has and the server does not run. // wire reference 1.4</summary>
internal static class RefusedStatement
{
    /// <summary>Why a statement that begins with this word is refused; null when SQL has no such statement.</summary>
    public static QueryException? For(SqlToken first)
    {
        string word = first.Kind == SqlTokenKind.Word ? first.Text.ToUpperInvariant() : "";
        string title = word.Length == 0 ? "" : word[..1] + word[1..].ToLowerInvariant();
        return word switch
        {
            "CREATE" or "DROP" or "ALTER" => QueryException.Planning($"DDL not supported: {title}"),
            "UPDATE" or "DELETE" or "TRUNCATE" or "MERGE" => QueryException.Planning($"DML not supported: {title}"),
            "INSERT" => QueryException.Planning("DML not supported: Insert Into"),
            "COPY" => QueryException.Planning("DML not supported: COPY"),
            "SET" or "RESET" => QueryException.Planning($"Statement not supported: {title}Variable"),
            "BEGIN" or "START" => QueryException.Planning("Statement not supported: TransactionStart"),
            "COMMIT" or "ROLLBACK" => QueryException.Planning("Statement not supported: TransactionEnd"),
            "PREPARE" or "EXECUTE" or "DEALLOCATE" => QueryException.Planning($"Statement not supported: {title}"),
            "ATTACH" or "DETACH" or "LOAD" or "INSTALL" or "EXPORT" or "IMPORT" or "PRAGMA" or "VACUUM" or "ANALYZE" or "CALL" or "USE" or "GRANT" or "REVOKE"
                or "KILL" or "CLOSE" or "DECLARE" or "FETCH" or "COMMENT" or "CHECKPOINT" or "REPLACE" or "LOCK" or "UNLOCK" or "CACHE" or "FLUSH"
                => QueryException.NotImplemented($"Unsupported SQL statement: {word}"),
            _ => null,
        };
    }

    public static QueryException Show(SqlToken what) => QueryException.NotImplemented($"Unsupported SQL statement: SHOW {what.ToString().ToUpperInvariant()}");
}
