using System.Buffers;
using System.IO.Compression;
using System.Text.Unicode;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>Reads whole bodies within the server's limit. // wire reference 5.1</summary>
internal static class RequestBody
{
    private const int GzipHeaderBytes = 10;

    /// <summary>The bytes as they came.</summary>
    public static async Task<ArraySegment<byte>> ReadAsync(HttpContext context, int maxBytes)
    {
        Refuse.When(context.Request.ContentLength > maxBytes, () => TooLarge(maxBytes));
        return await ReadAsync(context.Request.Body, (int)(context.Request.ContentLength ?? 0), maxBytes, context.RequestAborted);
    }

    /// <summary>The body unpacked as its Content-Encoding says.</summary>
    public static async Task<ArraySegment<byte>> UnpackAsync(HttpContext context, ArraySegment<byte> body, int maxBytes)
    {
        string encoding = context.Request.Headers.ContentEncoding.ToString();
        return encoding switch
        {
            "" or "identity" => body,
            "gzip" => await UnzipAsync(body, maxBytes, context.RequestAborted),
            _ => throw new RequestRefusedException(400, $"unacceptable content-encoding: {encoding}"),
        };
    }

    /// <summary>A body that must say that it is JSON. // wire reference 6.1</summary>
    /// <exception cref="RequestRefusedException">The Content-Type is another, or none.</exception>
    public static ArraySegment<byte> RequireJson(HttpContext context, ArraySegment<byte> body)
    {
        Refuse.When(!string.Equals(context.Request.ContentType?.Split(';')[0].Trim(), "application/json", StringComparison.OrdinalIgnoreCase),
            () => new RequestRefusedException(415, "unacceptable content-type, expected: application/json"));
        return body;
    }

    /// <exception cref="RequestRefusedException">The text is no UTF-8.</exception>
    public static void RequireUtf8(ReadOnlySpan<byte> body)
    {
        if (Utf8.IsValid(body))
        {
            return;
        }

        int at = 0;
        OperationStatus status;
        int length;
        while ((status = Rune.DecodeFromUtf8(body[at..], out _, out length)) == OperationStatus.Done)
        {
            at += length;
        }

        throw new RequestRefusedException(400, "body content is not valid utf8: " + (status == OperationStatus.NeedMoreData
            ? $"incomplete utf-8 byte sequence from index {at}"
            : $"invalid utf-8 sequence of {length} bytes from index {at}")) { IsServerFaultIn36 = true };
    }

    private static async Task<ArraySegment<byte>> UnzipAsync(ArraySegment<byte> body, int maxBytes, CancellationToken cancellationToken)
    {
        Refuse.When(body.Count < GzipHeaderBytes, () => BadGzip("unexpected end of file"));
        Refuse.When(!body.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B, 8]), () => BadGzip("invalid gzip header"));
        try
        {
            await using GZipStream unpacked = new(new MemoryStream(body.Array!, body.Offset, body.Count), CompressionMode.Decompress);
            return await ReadAsync(unpacked, body.Count * 4, maxBytes, cancellationToken);
        }
        catch (InvalidDataException invalid)
        {
            // .NET says "Found truncated data while decoding."
            throw BadGzip(invalid.Message.Contains("truncated", StringComparison.Ordinal) ? "unexpected end of file" : "corrupt deflate stream");
        }
    }

    private static RequestRefusedException BadGzip(string reason) => new(400, "error decoding gzip stream: " + reason) { IsServerFaultIn36 = true };

    private static async Task<ArraySegment<byte>> ReadAsync(Stream stream, int expected, int maxBytes, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[Math.Min(Math.Max(expected, 1024), maxBytes) + 1];
        int length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                Refuse.When(length > maxBytes, () => TooLarge(maxBytes));
                Array.Resize(ref buffer, (int)Math.Min(2L * length, maxBytes + 1L));
            }

            int read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return length > maxBytes ? throw TooLarge(maxBytes) : new ArraySegment<byte>(buffer, 0, length);
            }

            length += read;
        }
    }

    private static RequestRefusedException TooLarge(int maxBytes) => new(413, $"max request size ({maxBytes} bytes) exceeded") { IsServerFaultIn36 = true };
}
