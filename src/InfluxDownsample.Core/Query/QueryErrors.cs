using System.Net.Sockets;
using System.Security.Authentication;
using Grpc.Core;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Query;

/// <summary>
/// Turns gRPC statuses and their texts into the exception family (wire reference 1.6). The status alone does not tell:
/// Core answers INTERNAL for an unknown database and for the file limit.
/// </summary>
internal static class QueryErrors
{
    public static InfluxQueryException Translate(RpcException exception, InfluxQuery query, string database, Uri endpoint)
    {
        string detail = exception.Status.Detail;
        Exception? transport = TransportCause(exception);
        InfluxErrorId id = transport is not null ? InfluxErrorId.ConnectionFailed : IdOf(exception.StatusCode, detail);
        string message = id switch
        {
            InfluxErrorId.ConnectionFailed => $"'{endpoint.Authority}' could not be reached: {(transport is null ? detail : HttpErrors.TransportReason(transport))}",
            InfluxErrorId.AuthenticationFailed => $"'{endpoint.Authority}' did not accept the token: {detail}.",
            InfluxErrorId.PermissionDenied => $"'{endpoint.Authority}' denied the query: {detail}.",
            InfluxErrorId.OperationTimeout => "The query did not finish in time: " + detail,
            _ => detail,
        };

        // The RpcException itself is left out: its call carries the request's headers.
        return new InfluxQueryException(id, message, transport)
        {
            StatusCode = (int)exception.StatusCode,
            Query = query.Text,
            Endpoint = endpoint,
            Target = TargetOf(id, detail, query, database, endpoint),
            IsTransient = id == InfluxErrorId.ConnectionFailed && transport?.InnerException is not AuthenticationException,
            Advice = transport is null ? AdviceFor(id) : HttpErrors.TransportAdvice(transport),
        };
    }

    /// <summary>The same failure with a sentence more.</summary>
    public static InfluxQueryException WithSuggestion(InfluxQueryException failure, string suggestion)
        => new(failure.Id, $"{failure.Message.TrimEnd('.')}. {suggestion}", failure.InnerException)
        {
            StatusCode = failure.StatusCode,
            Query = failure.Query,
            Endpoint = failure.Endpoint,
            Target = failure.Target,
            IsTransient = failure.IsTransient,
        };

    /// <summary>The connection was lost after rows had come; those that came are not the whole result.</summary>
    public static InfluxQueryException BrokenOff(InfluxQueryException failure, long rows)
        => new(failure.Id, $"The answer broke off after {rows} rows: {failure.Message}", failure.InnerException)
        {
            StatusCode = failure.StatusCode,
            IsTransient = failure.IsTransient,
            Query = failure.Query,
            Endpoint = failure.Endpoint,
            Target = failure.Target,
            Advice = "Run the query again; what came so far is not the whole result.",
        };

    public static InfluxQueryException Unreadable(Exception exception, InfluxQuery query, Uri endpoint)
        => new(InfluxErrorId.QueryRejected, "The answer holds a column type that cannot be read: " + exception.Message, exception)
        {
            Query = query.Text,
            Target = query.Text,
            Endpoint = endpoint,
            Advice = "Cast the column in the statement, for instance CAST(name AS VARCHAR).",
        };

    private static object TargetOf(InfluxErrorId id, string detail, InfluxQuery query, string database, Uri endpoint) => id switch
    {
        InfluxErrorId.ConnectionFailed or InfluxErrorId.AuthenticationFailed => endpoint,
        InfluxErrorId.DatabaseNotFound => database,
        InfluxErrorId.MeasurementNotFound => QuerySuggestions.MissingTable(detail) ?? query.Text,
        InfluxErrorId.ColumnNotFound => QuerySuggestions.MissingColumn(detail) ?? query.Text,
        _ => query.Text,
    };

    private static InfluxErrorId IdOf(StatusCode status, string detail) => status switch
    {
        StatusCode.Unauthenticated => InfluxErrorId.AuthenticationFailed,
        StatusCode.PermissionDenied => InfluxErrorId.PermissionDenied,
        StatusCode.DeadlineExceeded => InfluxErrorId.OperationTimeout,
        StatusCode.ResourceExhausted => Has(detail, "grpc-timeout elapsed") ? InfluxErrorId.OperationTimeout : InfluxErrorId.QueryTooLarge,
        StatusCode.Unavailable => InfluxErrorId.ConnectionFailed,
        StatusCode.NotFound => InfluxErrorId.DatabaseNotFound,
        _ when Has(detail, "exceeding the file limit") => InfluxErrorId.QueryTooLarge,
        _ when Has(detail, "database not found") => InfluxErrorId.DatabaseNotFound,
        _ when Has(detail, "No field named") => InfluxErrorId.ColumnNotFound,
        _ when Has(detail, "table '") && Has(detail, "' not found") => InfluxErrorId.MeasurementNotFound,
        // A stream that was cut: the server or something between went away.
        StatusCode.Internal when Has(detail, "RST_STREAM") || Has(detail, "stream terminated") => InfluxErrorId.ConnectionFailed,
        _ => InfluxErrorId.QueryRejected,
    };

    private static string? AdviceFor(InfluxErrorId id) => id switch
    {
        InfluxErrorId.AuthenticationFailed => "Check the token of this connection.",
        InfluxErrorId.PermissionDenied => "Use a token that is not expired and may read this database.",
        InfluxErrorId.ConnectionFailed => "Check address and port, and that the server runs.",
        InfluxErrorId.DatabaseNotFound => "Database names are case-sensitive.",
        InfluxErrorId.MeasurementNotFound => "Quote names with capitals: \"Name\". Unquoted names are folded to lower case.",
        InfluxErrorId.ColumnNotFound => "Quote names with capitals: \"Name\". Unquoted names are folded to lower case.",
        InfluxErrorId.QueryTooLarge => "Query a shorter time range.",
        InfluxErrorId.OperationTimeout => "Raise -TimeoutSec or query a shorter time range.",
        _ => null,
    };

    private static Exception? TransportCause(RpcException exception)
    {
        for (Exception? cause = exception.Status.DebugException; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpRequestException or IOException or SocketException)
            {
                return cause;
            }
        }

        return null;
    }

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.Ordinal);
}
