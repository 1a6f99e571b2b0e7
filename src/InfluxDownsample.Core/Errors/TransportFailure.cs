using System.Net.Sockets;
using System.Security.Authentication;
using InfluxDownsample.Core.Connections;

namespace InfluxDownsample.Core.Errors;

/// <summary>Says why a server could not be reached, and what to do: the framework's own words name its parts and not the cause.</summary>
internal static class TransportFailure
{
    // A cut of the refused line for the answer falls inside a character, and the answer fails instead (seen on 3.6.0).
    private const string EndedPrematurely
        = "The server closed the connection without an answer. If it does so for the same points again, look at them: InfluxDB 3.6 does this when "
        + "it refuses a line that has a letter beyond ASCII about its 20th character; a later version says what is wrong.";

    /// <summary>What to do where a proxy answers 407.</summary>
    public const string ProxyWantsCredential
        = "The proxy wants a name and a password, or others than it got: give them with Connect-InfluxDatabase -Proxy and -ProxyCredential.";

    /// <summary>Whether the host was not reached at all: it is more likely misspelt than starting.</summary>
    public static bool IsUnreached(InfluxException failure) => failure.InnerException is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };

    /// <summary>The sentence that says why.</summary>
    /// <param name="exception">What happened.</param>
    /// <param name="endpoint">The server that was meant.</param>
    public static string Reason(Exception exception, Uri endpoint)
    {
        if (IsWithoutHttp2(exception))
        {
            return "it offers no HTTP/2 over TLS (h2 by ALPN), by which queries travel.";
        }

        string reason = Sentence(Innermost(exception));
        return ProxyOf(exception, endpoint) is { } proxy ? $"the proxy '{proxy}' does not answer: {reason}" : reason;
    }

    /// <summary>What to do about it.</summary>
    /// <inheritdoc cref="Reason"/>
    public static string Advice(Exception exception, Uri endpoint)
        => Find<CertificateException>(exception) is { } certificate ? certificate.Advice
            : IsWithoutHttp2(exception) ? "Where a proxy or load balancer ends TLS, let it offer h2 and pass gRPC on, or connect to the server past it."
            : HasText(exception, "frame size") ? "The server does not speak TLS on this port: use http."
            : HasText(exception, "ended prematurely") ? EndedPrematurely
            : Find<HttpRequestException>(exception) is { HttpRequestError: HttpRequestError.ProxyTunnelError } refused
                ? refused.Message.Contains("407", StringComparison.Ordinal) ? ProxyWantsCredential
                    : "The proxy lets nothing through to this server: ask who runs it, or connect without."
            : ProxyOf(exception, endpoint) is not null
                ? "Check the proxy of Connect-InfluxDatabase -Proxy, or of the variables HTTP_PROXY, HTTPS_PROXY and ALL_PROXY, and that it runs."
            : Find<AuthenticationException>(exception) is not null ? "Check that the server speaks TLS on this port, in a version that this machine allows."
            : HasText(exception, "HTTP/2") ? "The server answers, but not as InfluxDB 3 does over gRPC; check address and port."
            : "Check address and port, and that the server runs.";

    /// <summary>Whether waiting changes nothing: a certificate does not become right, nor a server learn HTTP/2.</summary>
    public static bool IsForGood(Exception exception) => Find<AuthenticationException>(exception) is not null || IsWithoutHttp2(exception);

    // OpenSSL and SChannel both name the protocol of the application.
    private static bool IsWithoutHttp2(Exception exception)
        => HasText(exception, "application protocol")
        || Find<HttpRequestException>(exception) is { HttpRequestError: HttpRequestError.VersionNegotiationError };

    // The framework names the peer it could not connect to, in brackets.
    private static string? ProxyOf(Exception exception, Uri endpoint)
    {
        if (Find<HttpRequestException>(exception) is not { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } failure)
        {
            return null;
        }

        int open = failure.Message.LastIndexOf('(');
        string peer = open >= 0 && failure.Message.EndsWith(')') ? failure.Message[(open + 1)..^1] : "";
        return peer.Contains(':', StringComparison.Ordinal) && !peer.Equals($"{endpoint.Host}:{endpoint.Port}", StringComparison.OrdinalIgnoreCase)
            && !peer.Equals($"{endpoint.IdnHost}:{endpoint.Port}", StringComparison.OrdinalIgnoreCase) ? peer : null;
    }

    private static Exception Innermost(Exception exception)
    {
        Exception reason = exception;
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            reason = inner;
            if (inner is SocketException or AuthenticationException { InnerException: null })
            {
                break;
            }
        }

        return reason;
    }

    private static string Sentence(Exception reason) => reason.Message.EndsWith('.') ? reason.Message : reason.Message + ".";

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

    private static T? Find<T>(Exception exception)
        where T : Exception
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is T found)
            {
                return found;
            }
        }

        return null;
    }
}
