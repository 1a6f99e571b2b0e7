using System.Buffers.Text;
using System.Security.Cryptography;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>What a request's credentials are worth.</summary>
internal enum TokenVerdict
{
    Accepted,

    /// <summary>No token, or one nobody knows.</summary>
    Unknown,

    /// <summary>The header can't be read; over HTTP that is an error of its own.</summary>
    Malformed,
    Expired,
    Denied,
}

/// <summary>Compares the credentials of a request with the server's token. // wire reference 1.3, 5.4</summary>
internal sealed class TokenCheck(LocalServerOptions options, FaultSettings faults)
{
    private readonly byte[]? _token = options.Token is null ? null : Encoding.UTF8.GetBytes(options.Token);

    /// <summary>The verdict on a request of the wire, on which the faults have their say.</summary>
    /// <param name="header">The Authorization header, or null.</param>
    /// <param name="queryToken">The token of a v1 query string, or null.</param>
    public TokenVerdict Judge(string? header, string? queryToken = null)
    {
        TokenVerdict verdict = JudgeControl(header, queryToken);
        // Started without authorization: there is no token that could expire.
        return verdict != TokenVerdict.Accepted || _token is null ? verdict
            : faults.ExpiredToken ? TokenVerdict.Expired
            : faults.PermissionDenied ? TokenVerdict.Denied
            : TokenVerdict.Accepted;
    }

    /// <summary>The verdict on the token alone: the door at which faults are switched off must not fall shut with them.</summary>
    public TokenVerdict JudgeControl(string? header, string? queryToken = null)
    {
        // The token of a v1 query string wins over the header.
        bool isHeader = queryToken is null && !string.IsNullOrEmpty(header);
        string? given = isHeader ? Read(header!) : queryToken;
        // Started without authorization: any token is ignored.
        return _token is null ? TokenVerdict.Accepted
            : isHeader && given is null ? TokenVerdict.Malformed
            : given is null || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), _token) ? TokenVerdict.Unknown
            : TokenVerdict.Accepted;
    }

    /// <summary>The token of <c>Bearer X</c>, <c>Token X</c> or <c>Basic base64(user:X)</c>; the scheme is case-sensitive.</summary>
    private static string? Read(string header) => header.Split(' ') switch
    {
        ["Bearer" or "Token", { Length: > 0 } token] => token,
        ["Basic", var pair] when Base64.IsValid(pair)
            && Encoding.UTF8.GetString(Convert.FromBase64String(pair)).Split(':') is [_, var password] => password,
        _ => null,
    };
}
