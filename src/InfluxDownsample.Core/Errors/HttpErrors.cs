using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace InfluxDownsample.Core.Errors;

/// <summary>Turns HTTP answers and transport failures into the exception family (wire reference 5.4, 5.5).</summary>
internal static partial class HttpErrors
{
    /// <summary>An answer with an error status.</summary>
    public static InfluxWriteException FromAnswer(HttpResponseMessage response, string body, Uri endpoint, string what)
    {
        (string message, IReadOnlyList<LineError> lines) = ReadBody(response, body);
        InfluxErrorId id = IdOf(response.StatusCode, message, lines);
        return new InfluxWriteException(id, $"{what}: {message} (HTTP {((int)response.StatusCode).ToString(CultureInfo.InvariantCulture)}).")
        {
            StatusCode = response.StatusCode,
            ServerMessage = message,
            Endpoint = endpoint,
            Target = endpoint,
            LineErrors = lines,
            IsTransient = IsTransientStatus(response.StatusCode),
            RetryAfter = RetryAfter(response),
            Advice = AdviceFor(id, response.StatusCode),
        };
    }

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

        return new InfluxWriteException(InfluxErrorId.ConnectionFailed, $"'{endpoint.Authority}' could not be reached: {TransportReason(exception)}", exception)
        {
            Endpoint = endpoint,
            Target = endpoint,
            // A certificate does not become right by waiting; everything else may.
            IsTransient = !HasInner<AuthenticationException>(exception),
            Advice = TransportAdvice(exception),
        };
    }

    /// <summary>The innermost sentence that says why a connection failed.</summary>
    public static string TransportReason(Exception exception)
    {
        Exception reason = exception;
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            reason = inner;
            if (inner is SocketException or AuthenticationException)
            {
                break;
            }
        }

        return reason.Message.EndsWith('.') ? reason.Message : reason.Message + ".";
    }

    /// <summary>What to do about a failed connection.</summary>
    public static string TransportAdvice(Exception exception)
        => HasText(exception, "frame size") ? "The server does not speak TLS on this port: use http."
            : HasInner<AuthenticationException>(exception) ? "Give the issuer's certificate with -CertificateAuthority."
            : HasText(exception, "HTTP/2") ? "The server answers, but not as InfluxDB 3 does over gRPC; check address and port."
            : "Check address and port, and that the server runs.";

    private static bool HasText(Exception exception, string text)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner.Message.Contains(text, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasInner<T>(Exception exception)
        where T : Exception
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is T)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTransientStatus(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= 500;

    private static InfluxErrorId IdOf(HttpStatusCode status, string message, IReadOnlyList<LineError> lines) => status switch
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
        _ when IsTransientStatus(status) => InfluxErrorId.WriteFailed,
        _ => InfluxErrorId.WriteRejected,
    };

    private static string? AdviceFor(InfluxErrorId id, HttpStatusCode status) => id switch
    {
        InfluxErrorId.AuthenticationFailed => "Check the token of this connection.",
        InfluxErrorId.PermissionDenied => "Use a token that has the permission.",
        InfluxErrorId.WriteRejected when status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed
            => "If the server is no InfluxDB 3 Core or Enterprise, connect with its -Edition.",
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
        if (!text.StartsWith('{'))
        {
            return (text.Length > 0 ? Shorten(text) : response.ReasonPhrase ?? "no reason given", []);
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            JsonElement root = json.RootElement;
            string? message = Text(root, "message") ?? Text(root, "error");
            IReadOnlyList<LineError> lines = root.TryGetProperty("data", out JsonElement data) ? ReadLines(data) : ReadNumberedLines(message ?? "");
            return (message ?? Shorten(text), lines);
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
            int.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture), "", match.Groups[2].Value.Trim()))];

    [GeneratedRegex(@"error parsing line (\d{1,9}) \(1-based\): ([^\n]*)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NumberedLine();

    private static LineError ReadLine(JsonElement item) => new(
        item.TryGetProperty("line_number", out JsonElement number) && number.TryGetInt32(out int line) ? line : null,
        Text(item, "original_line") ?? "",
        Text(item, "error_message") ?? "no reason given");

    private static string? Text(JsonElement element, string name)
        => element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Shorten(string text) => text.Length <= 2000 ? text : text[..2000] + "…";
}
