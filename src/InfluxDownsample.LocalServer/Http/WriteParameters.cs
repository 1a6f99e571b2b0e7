using InfluxDownsample.LocalServer.Storage;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>The query string of a write.</summary>
internal sealed record WriteParameters(string Database, WritePrecision Precision, bool AcceptPartial)
{
    // The DBRP names that mean the database itself. // wire reference 5.1
    private static readonly string[] s_defaultPolicies = ["", "''", "autogen", "default"];

    // wire reference 5.5
    private const int MaxNamespaceLength = 64;

    /// <summary>v3: <c>db</c>, precision auto by default, partial by default.</summary>
    public static WriteParameters OfV3(IQueryCollection query)
    {
        if (query.Count == 0)
        {
            throw new RequestBodyException(400, "missing query parameter 'db'");
        }

        string database = query.TryGetValue("db", out var db) ? db.ToString() : throw new RequestBodyException(400, "serde error: missing field `db`");
        bool acceptPartial = Flag(query, "accept_partial", absent: true);
        _ = Flag(query, "no_sync", absent: false);
        return new WriteParameters(database, ReadPrecision(query, allowAuto: true), acceptPartial);
    }

    /// <summary>v2: <c>bucket</c>, nanoseconds by default, never partial.</summary>
    public static WriteParameters OfV2(IQueryCollection query)
    {
        string bucket = query["bucket"].ToString();
        if (bucket.Length == 0)
        {
            throw new RequestBodyException(400, "no 'bucket' specified, or it is empty");
        }

        return new WriteParameters(Namespace(bucket), ReadPrecision(query, allowAuto: false), AcceptPartial: false);
    }

    /// <summary>v1: <c>db</c> and <c>rp</c>, nanoseconds by default, never partial.</summary>
    public static WriteParameters OfV1(IQueryCollection query)
    {
        string database = query.TryGetValue("db", out var db) ? db.ToString() : throw new RequestBodyException(400, "serde error: missing field `db`");
        return new WriteParameters(Namespace(Qualify(database, query["rp"].ToString())), ReadPrecision(query, allowAuto: false), AcceptPartial: false);
    }

    /// <summary>The database behind a v1 database and retention policy.</summary>
    public static string Qualify(string database, string policy)
    {
        // Retention policies are folded to lower case.
        string folded = policy.ToLowerInvariant();
        return s_defaultPolicies.Contains(folded) ? database : $"{database}/{folded}";
    }

    private static string Namespace(string name) =>
        System.Text.Encoding.UTF8.GetByteCount(name) is > 0 and <= MaxNamespaceLength
            ? name
            : throw new RequestBodyException(400, $"Namespace name {name} length must be between 1 and {MaxNamespaceLength} characters");

    private static WritePrecision ReadPrecision(IQueryCollection query, bool allowAuto)
    {
        if (!query.TryGetValue("precision", out var text))
        {
            return allowAuto ? WritePrecision.Auto : WritePrecision.Nanosecond;
        }

        return text.ToString() switch
        {
            "auto" when allowAuto => WritePrecision.Auto,
            "second" or "s" => WritePrecision.Second,
            "millisecond" or "ms" => WritePrecision.Millisecond,
            "microsecond" or "us" or "u" => WritePrecision.Microsecond,
            "nanosecond" or "ns" or "n" => WritePrecision.Nanosecond,
            var other => throw new RequestBodyException(
                400,
                $"serde error: unknown variant `{other}`, expected one of {(allowAuto ? "`auto`, " : "")}`second`, `millisecond`, `microsecond`, `nanosecond`"),
        };
    }

    private static bool Flag(IQueryCollection query, string name, bool absent) => !query.TryGetValue(name, out var text) ? absent : text.ToString() switch
    {
        "true" => true,
        "false" => false,
        _ => throw new RequestBodyException(400, "serde error: provided string was not `true` or `false`"),
    };
}
