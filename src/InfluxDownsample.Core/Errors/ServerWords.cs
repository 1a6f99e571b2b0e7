namespace InfluxDownsample.Core.Errors;

/// <summary>
/// What a server's words tell of a refusal that its status does not: InfluxDB 3.6 answers 500 where later versions say 413 or 400
/// (wire reference 13), and a 400 may be about one line or about the request as a whole (wire reference 5.4, 5.5).
/// </summary>
internal static class ServerWords
{
    // Said by 3.6 with 500, and no better at a second try.
    private static readonly string[] s_forGood =
    [
        "max request size (",
        "error decoding gzip stream",
        "body content is not valid utf8",
        "query error: ",
        "error in InfluxQL statement",
        "invalid mime type",
        "must specify a 'db' parameter",
        "must provide only one InfluxQl statement",
        "provided a database in both the parameters",
        "Schema error: ",
        "Optimizer rule ",
        "cannot delete internal db",
    ];

    // About the database, the parameters or the body: no line would be taken, so there is none to look for.
    private static readonly string[] s_aboutTheRequest =
    [
        "Adding a new database would exceed limit",
        "catalog update error: Adding a new database would exceed limit",
        "cannot write to soft-deleted database",
        "db name ",
        "namespace name ",
        "invalid character in database",
        "missing bucket value",
        "no org/bucket destination",
        "no db destination",
        "failed to deserialize ",
        "serde error: ",
        "missing query parameter",
        "unacceptable content-encoding",
        "error decoding gzip stream",
        "incoming write was empty",
        "max request size (",
    ];

    /// <summary>Whether the same request would be refused again, whatever the status says.</summary>
    public static bool IsForGood(string message) => Begins(message, s_forGood);

    /// <summary>Whether the body is too large for one request.</summary>
    public static bool IsTooLarge(string message) => Begins(message, ["max request size ("]);

    /// <summary>Whether the refusal is about the request as a whole and none of its lines.</summary>
    public static bool IsAboutTheRequest(string message) => Begins(message, s_aboutTheRequest);

    /// <summary>What to do about a line that the server does not take; null where its words say it all.</summary>
    public static string? AdviceFor(string message)
        => Has(message, "String is greater than ")
            ? "A name, a tag or a text of the line is longer than this server takes (64 KiB in InfluxDB 3.6, 1 MB in 3.10): "
                + "shorten it, or leave its column out."
            : Has(message, "cannot contain control characters")
                ? "InfluxDB 3.6 takes no line break, tab or other control character in the name of a tag or field: give the column another name."
            : Has(message, "would exceed number of columns") ? "Write fewer columns, or to several measurements."
            : Has(message, "would exceed number of tables limit") ? "Delete measurements that are not needed, or write to fewer."
            : Has(message, "for field family ") ? "The names before '::' group fields: use another name, or fewer fields of that one."
            : Has(message, "would exceed limit of ") ? "Delete a database that is not needed, or write to one that is there."
            : null;

    // v2 answers put the stage before the reason.
    private static bool Begins(string message, string[] words)
    {
        const string Stage = "write buffer error: ";
        string reason = message.StartsWith(Stage, StringComparison.Ordinal) ? message[Stage.Length..] : message;
        return Array.Exists(words, word => reason.StartsWith(word, StringComparison.Ordinal));
    }

    // The server's reason stands at the beginning; what comes later may be a piece of the user's line.
    private static bool Has(string message, string words) => message.IndexOf(words, 0, Math.Min(message.Length, 200), StringComparison.Ordinal) >= 0;
}
