using System.Buffers;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Write;

/// <summary>Sends bodies of line protocol. One call is one request; repeating it is the business of the point writer.</summary>
public sealed class WriteClient
{
    private readonly InfluxClient _client;
    private readonly HttpClient _http;

    internal WriteClient(InfluxClient client, HttpClient http)
    {
        _client = client;
        _http = http;
    }

    /// <summary>Packs a body with gzip where that pays; what comes back is sent as it is, every time.</summary>
    internal WriteBody Pack(ReadOnlyMemory<byte> lines)
    {
        if (_client.Settings.GzipThreshold > 0 && lines.Length < _client.Settings.GzipThreshold)
        {
            return new WriteBody(lines, rented: null);
        }

        // What cannot be packed grows by 5 bytes a block. A body is large enough for the heap of large objects, which is swept rarely, hence the pool.
        byte[] room = ArrayPool<byte>.Shared.Rent(lines.Length + (lines.Length / 64) + 1024);
        using var packed = new MemoryStream(room);
        using (var gzip = new GZipStream(packed, _client.Settings.GzipLevel, leaveOpen: true))
        {
            gzip.Write(lines.Span);
        }

        return new WriteBody(room.AsMemory(0, (int)packed.Position), room);
    }

    /// <summary>Sends one request and returns when the server has confirmed it.</summary>
    /// <exception cref="InfluxException">The server refused it, wholly or in part, or could not be reached.</exception>
    internal async Task SendAsync(WriteTarget target, WriteBody body, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        bool useV2 = await UsesV2Async(cancellationToken).ConfigureAwait(false);
        using var request = new HttpRequestMessage(HttpMethod.Post, useV2 ? V2Address(target) : V3Address(target));
        request.Headers.Authorization = _client.AuthorizationHeader();
        request.Content = new ReadOnlyMemoryContent(body.Bytes);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/plain", "utf-8");
        if (body.IsGzip)
        {
            request.Content.Headers.ContentEncoding.Add("gzip");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if ((timeout ?? _client.Settings.Timeout) is { } time)
        {
            limit.CancelAfter(time);
        }

        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, limit.Token).ConfigureAwait(false);
            // Nothing else confirms a write (wire reference 5): a page of a proxy or a login, sent with 200, does not.
            if (response.StatusCode == HttpStatusCode.NoContent)
            {
                return;
            }

            string answer = await response.Content.ReadAsStringAsync(limit.Token).ConfigureAwait(false);
            throw response.IsSuccessStatusCode
                ? HttpErrors.Unconfirmed(response, answer, _client.Settings.Uri)
                : HttpErrors.FromAnswer(
                    RequestKind.Write, response, answer, _client.Settings.Uri, $"The write to database '{target.Database}' was refused");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            throw HttpErrors.FromTransport(exception, _client.Settings.Uri, cancellationToken);
        }
    }

    /// <summary>Whether requests go to the v2 endpoint: the v3 one is Core's and Enterprise's only (wire reference 9).</summary>
    /// <exception cref="InfluxException">The server could not be asked for its edition.</exception>
    public async Task<bool> UsesV2Async(CancellationToken cancellationToken)
    {
        if (_client.Settings.UseV2Api is { } said)
        {
            return said;
        }

        InfluxEdition edition = _client.Settings.Edition;
        if (edition == InfluxEdition.Auto)
        {
            edition = (await _client.IdentifyAsync(cancellationToken).ConfigureAwait(false)).Edition;
        }

        return edition is not (InfluxEdition.Core or InfluxEdition.Enterprise);
    }

    private static string V3Address(WriteTarget target)
        => $"api/v3/write_lp?db={Uri.EscapeDataString(target.Database)}&precision={target.Precision.ToV3()}"
            + $"&accept_partial={(target.AcceptPartial ? "true" : "false")}{(target.NoSync ? "&no_sync=true" : "")}";

    private string V2Address(WriteTarget target)
        => $"api/v2/write?bucket={Uri.EscapeDataString(target.Database)}&precision={target.Precision.ToV2()}"
            + (_client.Settings.Organization is { } organization ? $"&org={Uri.EscapeDataString(organization)}" : "");
}
