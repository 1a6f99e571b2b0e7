using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace InfluxDownsample.Core.Errors;

/// <summary>Turns HTTP answers and transport failures into the exception family (wire reference 5.4, 5.5).</summary>
internal static partial class HttpErrors
{
    /// <summary>An answer with an error status.</summary>
    /// <param name="kind">What the request was for.</param>
    /// <param name="response">The answer.</param>
    /// <param name="body">Its body.</param>
    /// <param name="endpoint">The server.</param>
    /// <param name="what">What did not happen, the beginning of a sentence.</param>
    public static InfluxWriteException FromAnswer(RequestKind kind, HttpResponseMessage response, string body, Uri endpoint, string what)
    {
        (string message, IReadOnlyList<LineError> lines) = ReadBody(response, body);
        bool isTransient = IsTransientStatus(response.StatusCode) && !ServerWords.IsForGood(message);
        InfluxErrorId id = IdOf(kind, response.StatusCode, isTransient, message, lines);
        return new InfluxWriteException(id, $"{what}: {message} (HTTP {((int)response.StatusCode).ToString(CultureInfo.InvariantCulture)}).")
        {
            StatusCode = response.StatusCode,
            ServerMessage = message,
            Endpoint = endpoint,
            Target = endpoint,
            LineErrors = lines,
            IsTransient = isTransient,
            IsTooLarge = response.StatusCode == HttpStatusCode.RequestEntityTooLarge || ServerWords.IsTooLarge(message),
            RetryAfter = RetryAfter(response),
            Advice = AdviceFor(id, response.StatusCode) ?? ServerWords.AdviceFor(message),
        };
    }

    /// <summary>An answer that is no refusal, and no confirmation of InfluxDB's either.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="body">Its body.</param>
    /// <param name="endpoint">The server.</param>
    public static InfluxWriteException Unconfirmed(HttpResponseMessage response, string body, Uri endpoint)
        => new(InfluxErrorId.ConnectionFailed,
            $"'{endpoint.Authority}' did not confirm the write as InfluxDB does but answered: {ReadBody(response, body).Message} "
            + $"(HTTP {((int)response.StatusCode).ToString(CultureInfo.InvariantCulture)}).")
        {
            StatusCode = response.StatusCode,
            Endpoint = endpoint,
            Target = endpoint,
            Advice = "Does a proxy or a page to log in stand between? Check that an InfluxDB 3 answers at this address.",
        };

    /// <summary>No answer: connection, TLS or time.</summary>
    public static Exception FromTransport(Exception exception, Uri endpoint, CancellationToken callerToken)
    {
        if (exception is OperationCanceledException)
        {
            return callerToken.IsCancellationRequested
                ? exception
                : new InfluxWriteException(InfluxErrorId.OperationTimeout, $"'{endpoint.Authority}' did not answer in time.", exception)
                {
                    Endpoint = endpoint,
                    Target = endpoint,
                    IsTransient = true,
                };
        }

        return new InfluxWriteException(InfluxErrorId.ConnectionFailed,
            $"'{endpoint.Authority}' could not be reached: {TransportFailure.Reason(exception, endpoint)}", exception)
        {
            Endpoint = endpoint,
            Target = endpoint,
            // A certificate does not become right by waiting; everything else may.
            IsTransient = !TransportFailure.IsForGood(exception),
            Advice = TransportFailure.Advice(exception, endpoint),
        };
    }

    private static bool IsTransientStatus(HttpStatusCode status)
        => status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= 500;

    private static InfluxErrorId IdOf(RequestKind kind, HttpStatusCode status, bool isTransient, string message, IReadOnlyList<LineError> lines)
        => status switch
    {
        HttpStatusCode.Unauthorized => InfluxErrorId.AuthenticationFailed,
        // A malformed Authorization header is a 400 (wire reference 5.4).
        HttpStatusCode.BadRequest when message.StartsWith("Authorization header was malformed", StringComparison.Ordinal) => InfluxErrorId.AuthenticationFailed,
        HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity
            when lines.Count > 0 && message.StartsWith("partial write of line protocol occurred", StringComparison.Ordinal) => InfluxErrorId.PartialWrite,
        HttpStatusCode.Forbidden => InfluxErrorId.PermissionDenied,
        HttpStatusCode.NotFound when message.Contains("database", StringComparison.OrdinalIgnoreCase)
            || message.Contains("bucket", StringComparison.OrdinalIgnoreCase) => InfluxErrorId.DatabaseNotFound,
        HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => InfluxErrorId.OperationTimeout,
        _ when isTransient => kind == RequestKind.Write ? InfluxErrorId.WriteFailed : InfluxErrorId.ConnectionFailed,
        _ => kind switch
        {
            RequestKind.Write => InfluxErrorId.WriteRejected,
            RequestKind.Read => InfluxErrorId.QueryRejected,
            _ => InfluxErrorId.ConnectionFailed,
        },
    };

    private static string? AdviceFor(InfluxErrorId id, HttpStatusCode status) => id switch
    {
        InfluxErrorId.AuthenticationFailed => "Check the token of this connection: it may be another server's, or have expired.",
        InfluxErrorId.PermissionDenied => "Use a token that has the permission.",
        InfluxErrorId.WriteRejected or InfluxErrorId.QueryRejected when status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed
            => "The server does not know this call: say with Connect-InfluxDatabase -Edition which InfluxDB it is.",
        _ when status == HttpStatusCode.ProxyAuthenticationRequired
            => TransportFailure.ProxyWantsCredential,
        InfluxErrorId.WriteRejected when status == HttpStatusCode.RequestEntityTooLarge
            => "The server, or a proxy before it, takes no request as large as this one line: raise its limit there.",
        InfluxErrorId.ConnectionFailed => "Check that an InfluxDB 3 answers at this address.",
        _ => null,
    };

    private static TimeSpan? RetryAfter(HttpResponseMessage response)
        => response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - DateTimeOffset.UtcNow is { Ticks: > 0 } wait ? wait : TimeSpan.Zero,
            _ => null,
        };

    // Error bodies carry no Content-Type: a brace is the only sign of JSON (wire reference 5.4).
    private static (string Message, IReadOnlyList<LineError> Lines) ReadBody(HttpResponseMessage response, string body)
    {
        string text = body.Trim();
        if (text.StartsWith('<'))
        {
            // InfluxDB writes no pages. Of somebody else's only the title says something.
            string title = PageTitle().Match(text) is { Success: true } found ? WebUtility.HtmlDecode(found.Groups[1].Value).Trim() : "";
            return ($"{(title.Length > 0 ? Shorten(title) : SilentReason(response))}, in a page that is not InfluxDB's", []);
        }

        if (!text.StartsWith('{'))
        {
            return (text.Length > 0 ? Shorten(text) : SilentReason(response), []);
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            JsonElement root = json.RootElement;
            string? message = Text(root, "message") ?? Text(root, "error");
            IReadOnlyList<LineError> lines = root.TryGetProperty("data", out JsonElement data) ? ReadLines(data) : ReadNumberedLines(message ?? "");
            return (Shorten(message ?? text), lines);
        }
        catch (JsonException)
        {
            return (Shorten(text), []);
        }
    }

    // An array for partial writes, an object for strict ones.
    private static IReadOnlyList<LineError> ReadLines(JsonElement data) => data.ValueKind switch
    {
        JsonValueKind.Array => [.. data.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.Object).Select(ReadLine)],
        JsonValueKind.Object => [ReadLine(data)],
        _ => [],
    };

    // wire reference 5.5, distributed editions: "error parsing line 2 (1-based): reason", one to a line of the message.
    private static IReadOnlyList<LineError> ReadNumberedLines(string message)
        => [.. NumberedLine().Matches(message).Select(static match => new LineError(
            int.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture), "", Shorten(match.Groups[2].Value.Trim())))];

    [GeneratedRegex("<title[^>]*>([^<]*)<", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PageTitle();

    [GeneratedRegex(@"error parsing line (\d{1,9}) \(1-based\): ([^\n]*)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NumberedLine();

    private static LineError ReadLine(JsonElement item) => new(
        item.TryGetProperty("line_number", out JsonElement number) && number.TryGetInt32(out int line) ? line : null,
        Text(item, "original_line") ?? "",
        ErrorText.Shorten(Text(item, "error_message") ?? "no reason given", ErrorText.ServerLength));

    private static string? Text(JsonElement element, string name)
        => element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // 3.6 says no more than the status when it does not know the token (wire reference 13).
    private static string SilentReason(HttpResponseMessage response)
        => response.StatusCode == HttpStatusCode.Unauthorized ? "the request was not authenticated"
            : response.ReasonPhrase is { Length: > 0 } phrase ? phrase
            : "no reason given";

    private static string Shorten(string text) => ErrorText.Shorten(text, ErrorText.ServerLength);
}
