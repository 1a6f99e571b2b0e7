using System.Net.Sockets;
using Grpc.Core;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Query;

/// <summary>
/// Turns gRPC statuses and their texts into the exception family (wire reference 1.6). The status alone does not tell:
/// Core answers INTERNAL for an unknown database, for the file limit and for a range of time that holds nothing.
/// </summary>
internal static class QueryErrors
{
    // The HTTP/2 error code CANCEL.
    private const long Reset = 8;

    /// <param name="exception">What gRPC says.</param>
    /// <param name="query">The query.</param>
    /// <param name="database">The database it was sent to.</param>
    /// <param name="endpoint">The server.</param>
    /// <param name="hasAnswered">Whether a part of the answer has come: what is reset then is a connection, not a query.</param>
    public static InfluxQueryException Translate(RpcException exception, InfluxQuery query, string database, Uri endpoint, bool hasAnswered)
    {
        string detail = exception.Status.Detail;
        if (exception.StatusCode == StatusCode.Cancelled && !hasAnswered && (detail.Length == 0 || IsReset(exception)))
        {
            return WithoutWords(query, endpoint);
        }

        Exception? transport = TransportCause(exception);
        InfluxErrorId id = transport is not null ? InfluxErrorId.ConnectionFailed : IdOf(exception.StatusCode, detail);
        string message = id switch
        {
            InfluxErrorId.ConnectionFailed
                => $"'{endpoint.Authority}' could not be reached: {(transport is null ? detail : TransportFailure.Reason(transport, endpoint))}",
            InfluxErrorId.AuthenticationFailed => $"'{endpoint.Authority}' did not accept the token: {detail}.",
            InfluxErrorId.PermissionDenied => $"'{endpoint.Authority}' denied the query: {detail}.",
            // The client's own deadline brings no words.
            InfluxErrorId.OperationTimeout => detail.Length == 0 ? "The query did not finish in time." : $"The query did not finish in time: {detail}",
            _ => detail.Length == 0 ? $"'{endpoint.Authority}' refused the query with the gRPC status {exception.StatusCode} and no words." : detail,
        };

        // The RpcException itself is left out: its call carries the request's headers.
        return new InfluxQueryException(id, message, transport)
        {
            StatusCode = (int)exception.StatusCode,
            Query = query.Text,
            Endpoint = endpoint,
            Target = TargetOf(id, detail, query, database, endpoint),
            IsTransient = id == InfluxErrorId.ConnectionFailed && (transport is null || !TransportFailure.IsForGood(transport)),
            Advice = transport is null ? AdviceFor(id, detail, query.Text) : TransportFailure.Advice(transport, endpoint),
        };
    }

    /// <summary>The same failure with something to do before what it says itself.</summary>
    public static InfluxQueryException WithAdvice(InfluxQueryException failure, string advice)
        => new(failure.Id, failure.Message, failure.InnerException)
        {
            StatusCode = failure.StatusCode,
            Query = failure.Query,
            Endpoint = failure.Endpoint,
            Target = failure.Target,
            IsTransient = failure.IsTransient,
            Advice = failure.Advice is null ? advice : $"{advice} {failure.Advice}",
        };

    /// <summary>The same failure with a sentence more.</summary>
    public static InfluxQueryException WithSuggestion(InfluxQueryException failure, string suggestion)
        => new(failure.Id, $"{failure.Message.TrimEnd('.')}. {suggestion}", failure.InnerException)
        {
            StatusCode = failure.StatusCode,
            Query = failure.Query,
            Endpoint = failure.Endpoint,
            Target = failure.Target,
            IsTransient = failure.IsTransient,
            // That its names have to be quoted, a suggestion does not say.
            Advice = failure.Id == InfluxErrorId.ColumnNotFound ? failure.Advice : null,
        };

    /// <summary>The connection was lost after rows had come; those that came are not the whole result.</summary>
    public static InfluxQueryException BrokenOff(InfluxQueryException failure, long rows)
        => new(failure.Id, $"The answer broke off after {CountText.Of(rows, "row")}: {failure.Message}", failure.InnerException)
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

    // Core resets the stream instead of answering when it cuts a text of more than 2000 bytes inside a character (wire reference 1.6).
    private static InfluxQueryException WithoutWords(InfluxQuery query, Uri endpoint)
        => new(InfluxErrorId.QueryRejected, $"'{endpoint.Authority}' broke the query off and gave no reason.")
        {
            StatusCode = (int)StatusCode.Cancelled,
            Query = query.Text,
            Target = query.Text,
            Endpoint = endpoint,
            Advice = "InfluxDB 3 Core does so when the text of an error is long and holds other letters than English ones, mostly for a name that a table "
                + "with many columns does not have: check the names in the statement with Get-InfluxMeasurement.",
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
        // "exceeding the file limit" in 3.10, "exceed file limit of 432 parquet files" in 3.6.
        StatusCode.Internal when Has(detail, "file limit") => InfluxErrorId.QueryTooLarge,
        StatusCode.Internal when Has(detail, "database not found") => InfluxErrorId.DatabaseNotFound,
        // A stream that was cut: the server or something between went away.
        StatusCode.Internal when Has(detail, "RST_STREAM") || Has(detail, "stream terminated") => InfluxErrorId.ConnectionFailed,
        _ when Has(detail, "No field named") => InfluxErrorId.ColumnNotFound,
        _ when Has(detail, "table '") && Has(detail, "' not found") => InfluxErrorId.MeasurementNotFound,
        _ => InfluxErrorId.QueryRejected,
    };

    private static string? AdviceFor(InfluxErrorId id, string detail, string query) => id switch
    {
        InfluxErrorId.AuthenticationFailed => "Check the token of this connection: it may be another server's, or have expired.",
        InfluxErrorId.PermissionDenied => "Use a token that is not expired and may read this database.",
        InfluxErrorId.ConnectionFailed => "Check address and port, and that the server runs.",
        InfluxErrorId.DatabaseNotFound => "Database names are case-sensitive.",
        InfluxErrorId.MeasurementNotFound => "Quote names with capitals: \"Name\". Unquoted names are folded to lower case.",
        InfluxErrorId.ColumnNotFound when QuerySuggestions.MayBeFolded(detail, query)
            => "Quote names with capitals: \"Name\". Unquoted names are folded to lower case.",
        InfluxErrorId.QueryTooLarge when Has(detail, "file limit")
            => "A table has a file for every 10 minutes that hold a row, so 3 days of rows are the most that InfluxDB 3 Core reads at once. "
                + "Bound the time on both sides, as in WHERE time >= '2026-01-01' AND time < '2026-01-03', and query range after range. "
                + "Get-InfluxPoints and Invoke-InfluxDownsample do so by themselves.",
        InfluxErrorId.QueryTooLarge => "Query a shorter time range.",
        InfluxErrorId.OperationTimeout
            => "Query a shorter time range, or raise the limit (Connect-InfluxDatabase -TimeoutSec, and that of this command if it has one).",
        InfluxErrorId.QueryRejected when Has(detail, "valid set of boundaries") => "The conditions on time leave nothing: the end must lie after the start.",
        InfluxErrorId.QueryRejected when Has(detail, "Overflow converting") && Has(detail, "Nanosecond")
            => "Times are read from 1677-09-21T00:12:44Z to 2262-04-11T23:47:16.854775807Z; to_timestamp_nanos(n) reaches the rest.",
        _ => null,
    };

    // The stream was reset by the server, and not cut with its connection.
    private static bool IsReset(RpcException exception)
    {
        for (Exception? cause = exception.Status.DebugException; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpProtocolException { ErrorCode: Reset })
            {
                return true;
            }
        }

        return false;
    }

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
