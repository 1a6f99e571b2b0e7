using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Catalog;

/// <summary>Sends management calls and reads their JSON answers.</summary>
internal sealed class ManagementHttp
{
    private readonly HttpClient _http;
    private readonly ConnectionSettings _settings;
    private readonly string? _scheme;

    /// <param name="http">The client, with the connection's address as its base.</param>
    /// <param name="settings">The connection's settings.</param>
    /// <param name="scheme">The word before the token; null takes the connection's.</param>
    public ManagementHttp(HttpClient http, ConnectionSettings settings, string? scheme = null)
    {
        _http = http;
        _settings = settings;
        _scheme = scheme;
    }

    /// <summary>Sends a call and reads its answer.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path and query, relative to the connection's address.</param>
    /// <param name="body">What to send as JSON; null sends no body.</param>
    /// <param name="what">What did not happen when the call fails, the beginning of a sentence.</param>
    /// <param name="isKnown">
    /// Tells by status and body that what is to be created is there already, or what is to be changed is not there: then the answer is null.
    /// </param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The answer's JSON, with no value where the body is empty.</returns>
    /// <exception cref="InfluxException">The server could not be reached, or refused.</exception>
    public async Task<JsonElement?> SendAsync(
        HttpMethod method, string path, object? body, string what, Func<HttpStatusCode, string, bool>? isKnown, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (_settings.Token is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(_scheme ?? _settings.AuthScheme.ToString(), TokenText.Reveal(token));
        }

        if (body is not null)
        {
            // Without this content type the answer is 415 (wire reference 6.1).
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_settings.Timeout ?? TimeSpan.FromSeconds(30));
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, limit.Token).ConfigureAwait(false);
            string text = await response.Content.ReadAsStringAsync(limit.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return Read(text, what);
            }

            RequestKind kind = method == HttpMethod.Get ? RequestKind.Read : RequestKind.Write;
            return isKnown?.Invoke(response.StatusCode, text) == true ? null
                : throw Refused(HttpErrors.FromAnswer(kind, response, text, _settings.Uri, what));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            throw HttpErrors.FromTransport(exception, _settings.Uri, cancellationToken);
        }
    }

    /// <summary>Whether an answer says that what is to be changed is not there.</summary>
    public static bool IsMissing(HttpStatusCode status, string body) => status == HttpStatusCode.NotFound;

    /// <summary>The objects of an array; none where the answer is no array.</summary>
    public static IEnumerable<JsonElement> Rows(JsonElement? answer)
        => answer is { ValueKind: JsonValueKind.Array } rows ? rows.EnumerateArray().Where(static row => row.ValueKind == JsonValueKind.Object) : [];

    /// <summary>A member of an object, or null when it is not there or no text.</summary>
    public static string? Text(JsonElement row, string name)
        => row.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private JsonElement Read(string text, string what)
    {
        if (text.Trim().Length == 0)
        {
            return default;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new InfluxException(InfluxErrorId.QueryRejected, $"{what}: '{_settings.Uri.Authority}' did not answer in JSON.", exception)
            {
                Target = _settings.Uri,
                Endpoint = _settings.Uri,
                Advice = "Check the address, and say with Connect-InfluxDatabase -Edition what the server is if it is not what it is taken for.",
            };
        }
    }

    // The advice for writes does not fit here.
    private static InfluxException Refused(InfluxWriteException refused) => new(refused.Id, refused.Message)
    {
        Target = refused.Target,
        Endpoint = refused.Endpoint,
        IsTransient = refused.IsTransient,
        Advice = refused.Id switch
        {
            InfluxErrorId.PermissionDenied => "Use a token that may manage databases.",
            InfluxErrorId.AuthenticationFailed => "Check the token of this connection: it may be another server's, or have expired.",
            InfluxErrorId.WriteRejected or InfluxErrorId.QueryRejected when refused.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed
                => "The server does not know this call: say with Connect-InfluxDatabase -Edition which InfluxDB it is.",
            _ => null,
        },
    };
}
