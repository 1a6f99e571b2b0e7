using System.Text;
using Grpc.Core;
using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.Flight;

/// <summary>Statuses and texts of errors over Flight. // wire reference 1.6</summary>
internal static class FlightErrors
{
    private const int MaxTextBytes = 2000;
    private const string Ellipsis = "...";

    public static RpcException InvalidTicket() => Of(StatusCode.InvalidArgument, "Invalid ticket. Error: Invalid ticket");

    public static RpcException Unauthenticated() => Of(StatusCode.Unauthenticated, "Unauthenticated");

    public static RpcException PermissionDenied() => Of(StatusCode.PermissionDenied, "Permission denied");

    public static RpcException TimeoutElapsed() => Of(StatusCode.ResourceExhausted, "grpc-timeout elapsed");

    public static RpcException Unimplemented() => Of(StatusCode.Unimplemented, "Not yet implemented");

    /// <param name="exception">The fault.</param>
    /// <param name="database">Which database was asked; some texts name it.</param>
    public static RpcException Of(QueryException exception, string? database = null) => exception.Kind switch
    {
        QueryErrorKind.DatabaseNotFound => Of(StatusCode.Internal, "Cannot retrieve database: External error: " + exception.Message),
        QueryErrorKind.FileLimit or QueryErrorKind.Internal => Of(StatusCode.Internal, PhaseText(exception.Phase, database) + Chain(exception)),
        QueryErrorKind.ResourcesExhausted => Of(StatusCode.ResourceExhausted, exception.Message),
        _ => Of(StatusCode.InvalidArgument, PhaseText(exception.Phase, database) + Chain(exception)),
    };

    public static RpcException Of(StatusCode code, string text) => new(new Status(code, Shorten(text)));

    private static string Chain(QueryException exception) => exception.Message.Replace(QueryException.Cause, ": ", StringComparison.Ordinal);

    private static string PhaseText(QueryPhase phase, string? database) => phase switch
    {
        QueryPhase.LogicalPlanning => "Error while logically planning query: ",
        QueryPhase.PhysicalPlanning => "Error while planning query: ",
        QueryPhase.Opening => $"Internal error reading points from namespace {database}: ",
        _ => "Error while execution Flight SQL stream: External error: ",
    };

    // Repeated fragments are said once, and the text ends after 2000 bytes.
    private static string Shorten(string text)
    {
        string joined = string.Join(": ", text.Split(": ").Distinct(StringComparer.Ordinal));
        if (Encoding.UTF8.GetByteCount(joined) <= MaxTextBytes)
        {
            return joined;
        }

        int bytes = 0;
        int length = 0;
        foreach (Rune rune in joined.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxTextBytes - Ellipsis.Length)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return joined[..length] + Ellipsis;
    }
}
