using System.Text.Json;

namespace InfluxDownsample.Conformance.Corpus;

/// <summary>One request.</summary>
internal sealed record Step
{
    /// <summary>Unique in the case.</summary>
    public required string Id { get; init; }

    /// <summary><c>flight_sql</c>, <c>flight_influxql</c>, <c>flight</c> (a ticket as it is), <c>flight_info</c> (GetFlightInfo, then DoGet), <c>http</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Said about it when it differs.</summary>
    public string? Note { get; init; }

    /// <summary>The query of a Flight step.</summary>
    public string? Query { get; init; }

    /// <summary>Its bound values, sent as they stand.</summary>
    public JsonElement? Params { get; init; }

    /// <summary>The database of a Flight step.</summary>
    public string Db { get; init; } = "{db}";

    /// <summary>The ticket of a step <c>flight</c>, as text or as Base64.</summary>
    public string? Ticket { get; init; }

    public string? Ticket64 { get; init; }

    /// <summary>The Authorization header; <c>none</c> sends none, left out it is <c>Bearer {token}</c>.</summary>
    public string? Auth { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    public string Method { get; init; } = "GET";

    /// <summary>Path and query of an HTTP step, sent as they stand.</summary>
    public string? Path { get; init; }

    /// <summary>The body of an HTTP step, as text or as Base64.</summary>
    public string? Body { get; init; }

    public string? Body64 { get; init; }

    /// <summary>The body so many times.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>The body is compressed, and the header says so.</summary>
    public bool Gzip { get; init; }

    /// <summary>Of a list, only rows or lines that hold this text, and the first line of CSV: what belongs to others is left out.</summary>
    public string? Keep { get; init; }

    /// <summary>The order of rows is part of the answer.</summary>
    public bool Ordered { get; init; }

    /// <summary>What was asked, in one line.</summary>
    public string Text => Kind switch
    {
        "http" => $"{Method} {Path}{(Auth is null ? "" : $" [auth {Auth}]")}{(Gzip ? " [gzip]" : "")}{(Body is null ? "" : $" << {Body}")}{(Repeat > 1 ? $" x{Repeat}" : "")}",
        "flight" => $"{(Auth is null ? "" : $"[auth {Auth}] ")}ticket {Ticket ?? Ticket64}",
        _ => $"{(Auth is null ? "" : $"[auth {Auth}] ")}{(Params is null ? "" : $"{Params} ")}{Query}",
    };
}
