using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text;
using Google.Protobuf;

namespace InfluxDownsample.LocalServer.Tests.Hosting;

/// <summary>A DoGet call without the gRPC client, whose own clock would answer for the server's.</summary>
internal static class RawGrpc
{
    public static async Task<(string Status, string Message)> DoGetAsync(RunningServer server, string ticket, string timeout)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/arrow.flight.protocol.FlightService/DoGet")
        {
            Version = new Version(2, 0),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Message(ticket)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.ParseAdd("trailers");
        request.Headers.Add("grpc-timeout", timeout);
        using HttpResponseMessage response = await server.Http.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        return (Value(response, "grpc-status"), Uri.UnescapeDataString(Value(response, "grpc-message")));
    }

    // A length-prefixed message Ticket { bytes ticket = 1; }
    private static byte[] Message(string ticket)
    {
        MemoryStream message = new();
        using (CodedOutputStream output = new(message, leaveOpen: true))
        {
            output.WriteTag(1, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(Encoding.UTF8.GetBytes(ticket)));
        }

        byte[] framed = new byte[5 + message.Length];
        BinaryPrimitives.WriteUInt32BigEndian(framed.AsSpan(1), (uint)message.Length);
        message.ToArray().CopyTo(framed, 5);
        return framed;
    }

    private static string Value(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out IEnumerable<string>? trailers) ? trailers.Single()
        : response.Headers.TryGetValues(name, out IEnumerable<string>? headers) ? headers.Single()
        : "";
}
