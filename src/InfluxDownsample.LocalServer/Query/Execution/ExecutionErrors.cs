namespace InfluxDownsample.LocalServer.Query;

/// <summary>DuckDB's faults in the words of InfluxDB's engine. Nothing of the physical statement is passed on.</summary>
internal static class ExecutionErrors
{
    /// <summary>Planned statements call DuckDB's error() with this mark before the text the client is to see.</summary>
    public const string Mark = "influx: ";

    /// <summary>How DuckDB begins its complaint about a regular expression.</summary>
    private static readonly string[] s_patternFaults =
    [
        "missing ]", "missing )", "unexpected )", "trailing \\", "no argument for repetition operator", "invalid repetition size", "bad repetition operator",
        "invalid escape sequence", "invalid character class", "invalid perl operator", "invalid named capture group",
    ];

    /// <summary>DuckDB's text of a call that fails with these words.</summary>
    public static string Raise(string message) => $"error({Literals.Sql(Mark + message)})";

    public static QueryException Translate(DuckDBException exception)
    {
        string text = exception.Message.Split('\r', '\n')[0];
        (string kind, string detail) = text.Split(": ", 2) is [var before, var behind] ? (before, behind) : ("", text);
        return kind switch
        {
            _ when text.IndexOf(Mark, StringComparison.Ordinal) is var mark and >= 0 => QueryException.Execution(text[(mark + Mark.Length)..], exception),
            _ when s_patternFaults.Any(fault => detail.StartsWith(fault, StringComparison.Ordinal)) => new QueryException(
                QueryErrorKind.Internal, PatternFault(detail), QueryPhase.Execution, exception),
            "Out of Memory Error" => new QueryException(
                QueryErrorKind.ResourcesExhausted, "Resources exhausted: " + detail, QueryPhase.Execution, exception),
            "Conversion Error" => QueryException.Execution("Arrow error: Cast error: " + detail, exception),
            "Out of Range Error" => QueryException.Execution("Arrow error: Arithmetic overflow: " + detail, exception),
            "Invalid Input Error" => QueryException.Execution("Execution error: " + detail, exception),
            _ => QueryException.Execution("External error: " + detail, exception),
        };
    }

    // wire reference 1.6
    private static string PatternFault(string detail) =>
        "Execution error for 'deduplicate batches': Internal error: failed to call 'regex_match_dyn_scalar' Compute error: "
        + $"Regular expression did not compile: Syntax(\nregex parse error:\nerror: {detail}\n)";
}
