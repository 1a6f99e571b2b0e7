using System.IO.Compression;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>A request's body was refused; the message is the server's.</summary>
internal class RequestBodyException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}

/// <summary>Reads whole bodies within the server's limit. // wire reference 5.1</summary>
internal static class RequestBody
{
    /// <summary>The bytes as they came.</summary>
    public static async Task<ArraySegment<byte>> ReadAsync(HttpContext context, int maxBytes)
    {
        if (context.Request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        return await ReadAsync(context.Request.Body, (int)(context.Request.ContentLength ?? 0), maxBytes, context.RequestAborted);
    }

    /// <summary>The body unpacked as its Content-Encoding says.</summary>
    public static async Task<ArraySegment<byte>> UnpackAsync(HttpContext context, ArraySegment<byte> body, int maxBytes)
    {
        string encoding = context.Request.Headers.ContentEncoding.ToString();
        switch (encoding)
        {
            case "" or "identity":
                return body;
            case "gzip":
                try
                {
                    await using GZipStream unpacked = new(new MemoryStream(body.Array!, body.Offset, body.Count), CompressionMode.Decompress);
                    return await ReadAsync(unpacked, body.Count * 4, maxBytes, context.RequestAborted);
                }
                catch (InvalidDataException)
                {
                    throw new RequestBodyException(400, "error decompressing gzip data");
                }

            default:
                throw new RequestBodyException(400, $"unacceptable content-encoding: {encoding}");
        }
    }

    private static async Task<ArraySegment<byte>> ReadAsync(Stream stream, int expected, int maxBytes, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[Math.Min(Math.Max(expected, 1024), maxBytes) + 1];
        int length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length > maxBytes)
                {
                    throw TooLarge(maxBytes);
                }

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

    private static RequestBodyException TooLarge(int maxBytes) => new(413, $"max request size ({maxBytes} bytes) exceeded");
}
