using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>
/// Lets clear-text HTTP/1.1 and HTTP/2 with prior knowledge share a port, as InfluxDB does. // wire reference 1.1
/// </summary>
/// <remarks>
/// Kestrel chooses HTTP/2 only for connections that negotiated it in TLS. So the first bytes are looked at, and a connection that
/// opens with HTTP/2's preface is given the features that such a negotiation would have left.
/// </remarks>
internal static class ClearTextHttp2
{
    public static ConnectionDelegate Middleware(ConnectionDelegate next) => async connection =>
    {
        // No HTTP/1 method begins so. // RFC 9113, section 3.4
        byte[] preface = [.. "PRI"u8];
        ReadResult read = await connection.Transport.Input.ReadAtLeastAsync(preface.Length, connection.ConnectionClosed);
        bool isHttp2 = read.Buffer.Length >= preface.Length && read.Buffer.Slice(0, preface.Length).ToArray().SequenceEqual(preface);
        connection.Transport.Input.AdvanceTo(read.Buffer.Start);
        if (isHttp2)
        {
            Negotiated features = new();
            connection.Features.Set<ITlsApplicationProtocolFeature>(features);
            connection.Features.Set<ITlsConnectionFeature>(features);
        }

        await next(connection);
    };

    private sealed class Negotiated : ITlsApplicationProtocolFeature, ITlsConnectionFeature
    {
        public ReadOnlyMemory<byte> ApplicationProtocol { get; } = "h2"u8.ToArray();

        public X509Certificate2? ClientCertificate { get; set; }

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
