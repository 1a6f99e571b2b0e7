using DuckDB.NET.Data;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>DuckDB's faults in the words of InfluxDB's engine. Nothing of the physical statement is passed on.</summary>
internal static class ExecutionErrors
{
    /// <summary>Planned statements call DuckDB's error() with this mark before the text the client is to see.</summary>
    public const string Mark = "influx: ";

    public static QueryException Translate(DuckDBException exception)
    {
        string text = FirstLine(exception.Message);
        int mark = text.IndexOf(Mark, StringComparison.Ordinal);
        if (mark >= 0)
        {
            return QueryException.Execution(text[(mark + Mark.Length)..], exception);
        }

        (string kind, string detail) = Split(text);
        return kind switch
        {
            "Out of Memory Error" => new QueryException(
                QueryErrorKind.ResourcesExhausted, "Resources exhausted: " + detail, QueryPhase.Execution, exception),
            "Conversion Error" => QueryException.Execution("Arrow error: Cast error: " + detail, exception),
            "Out of Range Error" => QueryException.Execution("Arrow error: Arithmetic overflow: " + detail, exception),
            "Invalid Input Error" => QueryException.Execution("Execution error: " + detail, exception),
            _ => QueryException.Execution("External error: " + detail, exception),
        };
    }

    private static string FirstLine(string message)
    {
        int end = message.IndexOfAny(['\r', '\n']);
        return end < 0 ? message : message[..end];
    }

    private static (string Kind, string Detail) Split(string text)
    {
        int colon = text.IndexOf(": ", StringComparison.Ordinal);
        return colon < 0 ? ("", text) : (text[..colon], text[(colon + 2)..]);
    }
}
