using System.Net;
using Microsoft.AspNetCore.Http.Features;

namespace InfluxDownsample.LocalServer.Http.Requests;

/// <summary>
/// The query string as the server reads it: names are case-sensitive, <c>+</c> is a blank, and what is no UTF-8 becomes the replacement character.
/// </summary>
internal sealed class UrlParameters
{
    private readonly List<(string Name, string Value)> _pairs = [];

    /// <param name="text">What stands after the question mark; null when there is none.</param>
    public UrlParameters(string? text)
    {
        IsThere = text is not null;
        foreach (string pair in (text ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            _pairs.Add(equals < 0 ? (WebUtility.UrlDecode(pair), "") : (WebUtility.UrlDecode(pair[..equals]), WebUtility.UrlDecode(pair[(equals + 1)..])));
        }
    }

    /// <summary>Whether the address has a question mark at all.</summary>
    public bool IsThere { get; }

    public static UrlParameters Of(HttpContext context)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        int mark = target.IndexOf('?', StringComparison.Ordinal);
        return new UrlParameters(mark < 0 ? null : target[(mark + 1)..]);
    }

    /// <summary>The value of a name, or null.</summary>
    /// <exception cref="SerdeException">The name occurs twice.</exception>
    public string? Get(string name)
    {
        string? found = null;
        foreach ((string key, string value) in _pairs)
        {
            if (key == name)
            {
                found = found is null ? value : throw SerdeException.DuplicateField(name);
            }
        }

        return found;
    }

    /// <exception cref="SerdeException">The name does not occur, or twice.</exception>
    public string Require(string name) => Get(name) ?? throw SerdeException.MissingField(name);

    /// <summary><c>true</c> or <c>false</c>.</summary>
    /// <exception cref="SerdeException">Another value.</exception>
    public bool Flag(string name, bool absent) => Get(name) switch
    {
        null => absent,
        "true" => true,
        "false" => false,
        _ => throw new SerdeException("provided string was not `true` or `false`"),
    };
}
