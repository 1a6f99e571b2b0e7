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
    // No HTTP/1 method begins so. // RFC 9113, section 3.4
    private static ReadOnlySpan<byte> PrefaceStart => "PRI"u8;

    public static ConnectionDelegate Middleware(ConnectionDelegate next) => async connection =>
    {
        if (await OpensWithPrefaceAsync(connection.Transport.Input, connection.ConnectionClosed))
        {
            Negotiated features = new();
            connection.Features.Set<ITlsApplicationProtocolFeature>(features);
            connection.Features.Set<ITlsConnectionFeature>(features);
        }

        await next(connection);
    };

    private static async Task<bool> OpensWithPrefaceAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult read = await input.ReadAsync(cancellationToken);
            bool? decided = Decide(read.Buffer);
            if (decided is not null || read.IsCompleted || read.IsCanceled)
            {
                input.AdvanceTo(read.Buffer.Start);
                return decided ?? false;
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static bool? Decide(ReadOnlySequence<byte> buffer)
    {
        Span<byte> start = stackalloc byte[PrefaceStart.Length];
        int length = (int)Math.Min(buffer.Length, start.Length);
        buffer.Slice(0, length).CopyTo(start);
        return !PrefaceStart.StartsWith(start[..length]) ? false
            : length == start.Length ? true : null;
    }

    private sealed class Negotiated : ITlsApplicationProtocolFeature, ITlsConnectionFeature
    {
        public ReadOnlyMemory<byte> ApplicationProtocol { get; } = "h2"u8.ToArray();

        public X509Certificate2? ClientCertificate { get; set; }

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);
    }
}
