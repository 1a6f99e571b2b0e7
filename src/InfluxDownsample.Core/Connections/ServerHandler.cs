using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace InfluxDownsample.Core.Connections;

/// <summary>Builds the socket handler of one connection: TLS, proxy, and no redirects, since a redirect would carry the token elsewhere.</summary>
internal static class ServerHandler
{
    public static SocketsHttpHandler Create(ConnectionSettings settings)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            EnableMultipleHttp2Connections = true,
            // The default window of 64 KiB makes a stream wait for the round trip; batches are about 2 MiB (wire reference 1.1).
            InitialHttp2StreamWindowSize = 8 * 1024 * 1024,
            // Notices a dead peer in the middle of a long query.
            KeepAlivePingDelay = TimeSpan.FromSeconds(60),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            UseCookies = false,
        };
        if (settings.Proxy is not null)
        {
            handler.Proxy = new WebProxy(settings.Proxy) { Credentials = settings.ProxyCredential };
            handler.UseProxy = true;
        }

        handler.SslOptions.RemoteCertificateValidationCallback = Validation(settings);
        return handler;
    }

    private static RemoteCertificateValidationCallback Validation(ConnectionSettings settings)
    {
        if (settings.SkipCertificateCheck)
        {
            // Asked for by the user, for this connection only.
#pragma warning disable CA5359
            return static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        string? file = settings.CertificateAuthority;
        X509Certificate2Collection? authorities = file is null ? null : [];
        authorities?.ImportFromPemFile(file!);
        return (_, certificate, chain, errors) => IsTrusted(certificate, chain, errors, authorities)
            ? true
            // What the framework would say names this callback.
            : throw CertificateProblem.Of(certificate, chain, errors, settings.Uri.Host, file);
    }

    private static bool IsTrusted(X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors, X509Certificate2Collection? authorities)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        // Only an unknown issuer may be mended by the given authorities; a wrong host name stays wrong.
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is null || authorities is null)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (sent is not null)
        {
            foreach (X509ChainElement element in sent.ChainElements)
            {
                chain.ChainPolicy.ExtraStore.Add(element.Certificate);
            }
        }

        using var leaf = new X509Certificate2(certificate);
        return chain.Build(leaf);
    }
}
