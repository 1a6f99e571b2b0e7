using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using InfluxDownsample.Conformance.Corpus;

namespace InfluxDownsample.Conformance.Recording;

/// <summary>HTTP steps: status, content type, the server's own headers, body.</summary>
internal sealed class HttpCaller : IDisposable
{
    private const int BodyLength = 200_000;

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        UseProxy = false, AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = System.Net.DecompressionMethods.None,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    private readonly Uri _server;
    private readonly string _token;

    public HttpCaller(Uri server, string token)
    {
        _server = server;
        _token = token;
    }

    public void Dispose() => _client.Dispose();

    public async Task<JsonObject> CallAsync(Step step, Names names, Masks? masks, CancellationToken cancellation)
    {
        using HttpRequestMessage request = Request(step, names);
        using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        JsonObject answer = new() { ["status"] = ((int)response.StatusCode).ToString() };
        JsonObject headers = [];
        foreach ((string name, IEnumerable<string> values) in response.Headers.Concat(response.Content.Headers).OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase))
        {
            string key = name.ToLowerInvariant();
            if (key.StartsWith("x-", StringComparison.Ordinal) || key is "content-type" or "content-encoding" or "retry-after" or "allow" or "location" or "access-control-allow-origin"
                or "access-control-allow-methods" or "access-control-allow-headers" or "cluster-uuid" or "request-id" or "www-authenticate")
            {
                headers[key] = Masked(masks, names.Mask(string.Join(", ", values)));
            }
        }

        answer["headers"] = headers;
        try
        {
            answer["body"] = Body(await response.Content.ReadAsByteArrayAsync(cancellation), step, names, masks);
        }
        catch (HttpRequestException cut)
        {
            answer["cut"] = cut.HttpRequestError.ToString();
        }

        return answer;
    }

    private static string Masked(Masks? masks, string text) => masks?.Apply(text) ?? text;

    private HttpRequestMessage Request(Step step, Names names)
    {
        // As it stands: malformed escapes are part of the corpus.
        Uri url = new(_server.GetLeftPart(UriPartial.Authority) + names.Fill(step.Path ?? "/"), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        HttpRequestMessage request = new(new HttpMethod(step.Method), url);
        byte[]? body = step.Body64 is not null ? Convert.FromBase64String(step.Body64)
            : step.Body is not null ? Encoding.UTF8.GetBytes(step.Repeat > 1 ? new StringBuilder().Insert(0, names.Fill(step.Body), step.Repeat).ToString() : names.Fill(step.Body))
            : null;
        if (body is not null || step.Method is "POST" or "PUT")
        {
            request.Content = new ByteArrayContent(step.Gzip ? Pack(body!) : body ?? []);
        }

        if (step.Gzip)
        {
            request.Content!.Headers.ContentEncoding.Add("gzip");
        }

        string authorization = step.Auth ?? (_token.Length > 0 ? $"Bearer {_token}" : "none");
        if (authorization != "none")
        {
            request.Headers.TryAddWithoutValidation("Authorization", names.Fill(authorization));
        }

        foreach ((string name, string value) in step.Headers ?? new Dictionary<string, string>())
        {
            if (name.StartsWith("content-", StringComparison.OrdinalIgnoreCase) && request.Content is not null)
            {
                request.Content.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, names.Fill(value));
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, names.Fill(value));
            }
        }

        return request;
    }

    private static string Body(byte[] bytes, Step step, Names names, Masks? masks)
    {
        if (bytes.AsSpan().StartsWith("PAR1"u8))
        {
            return "<parquet>";
        }

        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return $"<{bytes.Length} bytes> {Convert.ToHexStringLower(bytes.AsSpan(0, Math.Min(bytes.Length, 400)))}";
        }

        text = Masked(masks, names.Mask(text));
        return Text.Cut(step.Keep is null ? text : Kept(text, names.Mask(names.Fill(step.Keep))), BodyLength);
    }

    // Databases deleted by earlier runs stay listed for days under names that are masked alike.
    private static string Kept(string text, string keep)
    {
        if (text.StartsWith('['))
        {
            return new JsonArray([.. JsonNode.Parse(text)!.AsArray().Where(row => row!.ToJsonString(Text.Json).Contains(keep, StringComparison.Ordinal)).DistinctBy(row => row!.ToJsonString()).Select(row => row!.DeepClone())]).ToJsonString(Text.Json);
        }

        return text.StartsWith('{') && !text.Contains("}\n{", StringComparison.Ordinal) && !text.Contains(keep, StringComparison.Ordinal)
            ? text
            : string.Join('\n', text.Split('\n').Where((line, index) => index == 0 || line.Contains(keep, StringComparison.Ordinal)).Distinct());
    }

    private static byte[] Pack(byte[] body)
    {
        MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return packed.ToArray();
    }
}
