using System.Net;
using Microsoft.AspNetCore.Http.Features;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>
/// The query string as the server reads it: names are case-sensitive, <c>+</c> is a blank, and what is no UTF-8 becomes the replacement character.
/// </summary>
internal sealed class UrlParameters(string? text, string frame)
{
    private readonly (string Name, string Value)[] _pairs =
    [
        .. (text ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).Select(parts =>
            (WebUtility.UrlDecode(parts[0]), parts.Length > 1 ? WebUtility.UrlDecode(parts[1]) : "")),
    ];

    /// <summary>Whether the address has a question mark at all.</summary>
    public bool IsThere { get; } = text is not null;

    /// <param name="context">The request.</param>
    /// <param name="frame">What the endpoint says before it says what is wrong with a parameter.</param>
    public static UrlParameters Of(HttpContext context, string frame = "serde error: ")
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        int mark = target.IndexOf('?', StringComparison.Ordinal);
        return new UrlParameters(mark < 0 ? null : target[(mark + 1)..], frame);
    }

    /// <summary>The value of a name, or null.</summary>
    /// <exception cref="ParameterException">The name occurs twice.</exception>
    public string? Get(string name) => _pairs.Where(pair => pair.Name == name).ToArray() switch
    {
        [] => null,
        [var only] => only.Value,
        _ => throw Fault($"duplicate field `{name}`"),
    };

    /// <exception cref="ParameterException">The name does not occur, or twice.</exception>
    public string Require(string name) => Get(name) ?? throw Fault($"missing field `{name}`");

    /// <summary><c>true</c> or <c>false</c>.</summary>
    /// <exception cref="ParameterException">Another value.</exception>
    public bool Flag(string name, bool absent) => Get(name) switch
    {
        null => absent,
        "true" => true,
        "false" => false,
        _ => throw Fault("provided string was not `true` or `false`"),
    };

    /// <summary>One of some words; null when the name does not occur.</summary>
    /// <exception cref="ParameterException">Another value.</exception>
    public string? Variant(string name, IReadOnlyCollection<string> known) =>
        Get(name) is not { } value || known.Contains(value) ? Get(name) : throw Fault(UnknownVariant(value, known));

    /// <summary>What the server's library that reads parameters says of a word that is none of those it knows.</summary>
    public static string UnknownVariant(string value, IEnumerable<string> known) =>
        $"unknown variant `{value}`, expected one of {string.Join(", ", known.Select(name => $"`{name}`"))}";

    private ParameterException Fault(string message) => new(frame + message);
}
