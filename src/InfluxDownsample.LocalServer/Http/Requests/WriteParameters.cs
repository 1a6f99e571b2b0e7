namespace InfluxDownsample.LocalServer.Http;

/// <summary>The query string of a write.</summary>
internal sealed record WriteParameters(string Database, LinePrecision Precision, bool AcceptPartial)
{
    // The DBRP names that mean the database itself. // wire reference 5.1
    private static readonly string[] s_defaultPolicies = ["", "''", "autogen", "default"];

    private static readonly (string Name, LinePrecision Precision)[] s_precisions =
    [
        ("auto", LinePrecision.Auto),
        ("s", LinePrecision.Second), ("second", LinePrecision.Second),
        ("millisecond", LinePrecision.Millisecond), ("ms", LinePrecision.Millisecond),
        ("microsecond", LinePrecision.Microsecond), ("u", LinePrecision.Microsecond), ("us", LinePrecision.Microsecond),
        ("n", LinePrecision.Nanosecond), ("nanosecond", LinePrecision.Nanosecond), ("ns", LinePrecision.Nanosecond),
    ];

    // wire reference 5.5
    private const int MaxNamespaceLength = 64;

    /// <summary>v3: <c>db</c>, precision auto by default, partial by default.</summary>
    /// <exception cref="ParameterException">The query string is not right.</exception>
    public static WriteParameters OfV3(HttpContext context)
    {
        UrlParameters query = Require(UrlParameters.Of(context), "missing query parameter 'db'");
        bool acceptPartial = query.Flag("accept_partial", absent: true);
        LinePrecision precision = ReadPrecision(query, allowAuto: true);
        _ = query.Flag("no_sync", absent: false);
        return new WriteParameters(query.Require("db"), precision, acceptPartial);
    }

    /// <summary>v2: <c>bucket</c>, nanoseconds by default, never partial.</summary>
    /// <exception cref="ParameterException">The query string is not right.</exception>
    public static WriteParameters OfV2(HttpContext context)
    {
        UrlParameters query = Require(
            UrlParameters.Of(context, "failed to deserialize org/bucket/precision in request: "), "no org/bucket destination provided");
        (string? bucket, LinePrecision precision) = (query.Get("bucket"), ReadPrecision(query, allowAuto: false));
        return string.IsNullOrEmpty(bucket) ? throw new ParameterException("missing bucket value")
            : new WriteParameters(Namespace(bucket), precision, AcceptPartial: false);
    }

    /// <summary>v1: <c>db</c> and <c>rp</c>, nanoseconds by default, never partial.</summary>
    /// <exception cref="ParameterException">The query string is not right.</exception>
    public static WriteParameters OfV1(HttpContext context)
    {
        UrlParameters query = Require(UrlParameters.Of(context, "failed to deserialize db/rp/precision in request: "), "no db destination provided");
        LinePrecision precision = ReadPrecision(query, allowAuto: false);
        return new WriteParameters(Namespace(Qualify(query.Require("db"), query.Get("rp") ?? "")), precision, AcceptPartial: false);
    }

    private static UrlParameters Require(UrlParameters query, string missing) => query.IsThere ? query : throw new ParameterException(missing);

    // The database behind a v1 database and retention policy; policies are folded to lower case.
    private static string Qualify(string database, string policy)
    {
        string folded = policy.ToLowerInvariant();
        return s_defaultPolicies.Contains(folded) ? database : $"{database}/{folded}";
    }

    private static string Namespace(string name)
    {
        Refuse.When(System.Text.Encoding.UTF8.GetByteCount(name) is 0 or > MaxNamespaceLength,
            () => new ParameterException($"namespace name {name} length must be between 1 and {MaxNamespaceLength} characters"));
        int wrong = name.AsSpan().IndexOfAny(" \t\r\n");
        return wrong < 0 ? name : throw new ParameterException($"namespace name '{name}' contains invalid character, character number {wrong} is not allowed");
    }

    private static LinePrecision ReadPrecision(UrlParameters query, bool allowAuto)
    {
        (string Name, LinePrecision Precision)[] known = allowAuto ? s_precisions : s_precisions[1..];
        string? name = query.Variant("precision", [.. known.Select(precision => precision.Name)]);
        return name is not null ? known.First(precision => precision.Name == name).Precision : allowAuto ? LinePrecision.Auto : LinePrecision.Nanosecond;
    }
}
