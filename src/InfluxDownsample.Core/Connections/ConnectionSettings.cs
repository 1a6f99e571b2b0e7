using System.IO.Compression;
using System.Net;
using System.Security;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Write;

namespace InfluxDownsample.Core.Connections;

/// <summary>Everything needed to reach one database. Null always means: not set.</summary>
public sealed record ConnectionSettings
{
    private readonly SecureString? _token;

    /// <summary>The server's address, <c>http</c> or <c>https</c>; a path in it is kept as a prefix of all HTTP calls.</summary>
    public required Uri Uri { get; init; }

    /// <summary>The database (bucket, on Cloud Serverless).</summary>
    public string? Database { get; init; }

    /// <summary>The token; null for a server that was started without authorisation.</summary>
    public SecureString? Token
    {
        get => _token;
        init => _token = TokenText.Trim(value);
    }

    /// <summary>The organisation; needed by Cloud Serverless only.</summary>
    public string? Organization { get; init; }

    /// <summary>The scheme word of HTTP calls.</summary>
    public InfluxAuthScheme AuthScheme { get; init; } = InfluxAuthScheme.Bearer;

    /// <summary>The product; <see cref="InfluxEdition.Auto"/> asks the server.</summary>
    public InfluxEdition Edition { get; init; } = InfluxEdition.Auto;

    /// <summary>The limit for one call, a query with all its rows included; null waits as long as the server takes.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>A PEM file with certificates to trust besides (not instead of) a valid host name; null trusts what the machine trusts.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>Accept any certificate on this connection.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>An HTTP proxy; null uses what the environment says.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>The name and password that <see cref="Proxy"/> wants; null for one that asks for none.</summary>
    public NetworkCredential? ProxyCredential { get; init; }

    /// <summary>Allow a token over plain http to another machine.</summary>
    public bool AllowInsecure { get; init; }

    /// <summary>Compress write requests of this many bytes and more; 0 or less compresses all. 1000 as in the official clients (wire reference 10.2).</summary>
    public int GzipThreshold { get; init; } = 1000;

    /// <summary>
    /// How hard write requests are compressed. The fastest level packs as quickly as points are made; Optimal and SmallestSize make bodies a third or more
    /// smaller in four to seven times the time, which a slow network is worth (docs/performance.md).
    /// </summary>
    public CompressionLevel GzipLevel { get; init; } = CompressionLevel.Fastest;

    /// <summary>The precision of written timestamps; null leaves it to the command, which says nanoseconds.</summary>
    public WritePrecision? Precision { get; init; }

    /// <summary>Answer writes before they are durable; null leaves it to the command.</summary>
    public bool? NoSync { get; init; }

    /// <summary>Store the good lines of a request that also has bad ones; null leaves it to the command.</summary>
    public bool? AcceptPartial { get; init; }

    /// <summary>Force the v2 write endpoint (true) or the v3 one (false); null chooses by edition.</summary>
    public bool? UseV2Api { get; init; }

    /// <summary>Checks the values against each other before anything is sent.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/> or <see cref="InfluxErrorId.InsecureConnection"/>.</exception>
    public void Validate()
    {
        if (!Uri.IsAbsoluteUri || (Uri.Scheme != Uri.UriSchemeHttp && Uri.Scheme != Uri.UriSchemeHttps))
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter, $"'{Uri}' is no http or https address.")
            {
                Target = Uri.OriginalString,
                Advice = "Use an address such as https://host:8181.",
            };
        }

        if (Uri.UserInfo.Length > 0)
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter, $"The address of '{Uri.Host}' holds a user name or password.")
            {
                Target = Uri.Host,
                Advice = "Give the token with Connect-InfluxDatabase -Token or in the connection string's token key.",
            };
        }

        ValidateProxy();
        TokenText.Require(Token, nameof(Token));
        if (Token is not null && Uri.Scheme == Uri.UriSchemeHttp && !IsLoopback(Uri) && !AllowInsecure)
        {
            throw new InfluxException(InfluxErrorId.InsecureConnection, $"The token would travel unencrypted to '{Uri.Host}'.")
            {
                Target = Uri,
                Advice = "Use https, or Connect-InfluxDatabase -AllowInsecure where the network is trusted.",
            };
        }

        if (Timeout <= TimeSpan.Zero)
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter, "The timeout must be greater than zero.") { Target = Timeout };
        }

        if (CertificateAuthority is not null && !File.Exists(CertificateAuthority))
        {
            throw new InfluxException(InfluxErrorId.FileNotFound,
                $"The certificate file '{CertificateAuthority}' is not there.") { Target = CertificateAuthority };
        }
    }

    private void ValidateProxy()
    {
        if (Proxy?.UserInfo is { Length: > 0 })
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter, $"The address of the proxy '{Proxy.Host}' holds a user name or password.")
            {
                Target = Proxy.Host,
                Advice = "Give them with Connect-InfluxDatabase -ProxyCredential.",
            };
        }

        if (ProxyCredential is not null && Proxy is null)
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter, "-ProxyCredential is for the proxy of -Proxy, which is not given.")
            {
                Target = nameof(ProxyCredential),
                Advice = "Give the proxy's address with -Proxy.",
            };
        }
    }

    /// <summary>Address and database; the token stays out of every text made from this record.</summary>
    public override string ToString() => $"{Uri.GetLeftPart(UriPartial.Path)} {Database}";

    private static bool IsLoopback(Uri uri)
        => uri.IsLoopback || (IPAddress.TryParse(uri.DnsSafeHost, out IPAddress? address) && IPAddress.IsLoopback(address));
}
