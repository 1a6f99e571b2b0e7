using Grpc.Core;

namespace InfluxDownsample.LocalServer.Flight;

/// <summary>Statuses and texts of errors over Flight. // wire reference 1.6</summary>
internal static class FlightErrors
{
    private const int MaxTextBytes = 2000;

    private static readonly Status s_broken = new(StatusCode.Cancelled, "");

    /// <param name="exception">The fault.</param>
    /// <param name="database">Which database was asked; some texts name it.</param>
    /// <param name="like">Whose words they are.</param>
    public static RpcException Of(QueryException exception, string? database = null, CoreVersion like = CoreVersion.Core310) => exception.Kind switch
    {
        QueryErrorKind.DatabaseNotFound => Of(StatusCode.Internal, "Cannot retrieve database: External error: " + exception.Message),
        QueryErrorKind.ResourcesExhausted => Of(StatusCode.ResourceExhausted, exception.Message),
        QueryErrorKind.FileLimit or QueryErrorKind.Internal => Of(StatusCode.Internal, PhaseText(exception.Phase, database, like) + Chain(exception, like)),
        _ => Of(StatusCode.InvalidArgument, PhaseText(exception.Phase, database, like) + Chain(exception, like)),
    };

    /// <summary>The error with its text as the server sends it: repeated fragments are said once, and it ends after 2000 bytes.</summary>
    public static RpcException Of(StatusCode code, string text)
    {
        string joined = string.Join(": ", text.Split(": ").Distinct(StringComparer.Ordinal));
        byte[] bytes = Encoding.UTF8.GetBytes(joined);
        bool isLong = bytes.Length > MaxTextBytes;
        bool insideCharacter = isLong && (bytes[MaxTextBytes] & 0xC0) == 0x80;
        return new RpcException(insideCharacter ? s_broken : new Status(code, isLong ? Encoding.UTF8.GetString(bytes, 0, MaxTextBytes) + "..." : joined));
    }

    /// <summary>Whether the text would have ended inside a character. The server comes to grief over that: it resets the stream without a status.</summary>
    public static bool IsBroken(RpcException error) => error.Status.Equals(s_broken);

    // 3.6 says what does not parse a second time.
    private static string Chain(QueryException exception, CoreVersion like)
    {
        string text = exception.Message.Replace(QueryException.Cause, ": ", StringComparison.Ordinal);
        return like == CoreVersion.Core36 && exception.ParserMessage is string again ? $"{text}: sql parser error: {again}" : text;
    }

    private static string PhaseText(QueryPhase phase, string? database, CoreVersion like) => phase switch
    {
        QueryPhase.LogicalPlanning when like == CoreVersion.Core310 => "Error while logically planning query: ",
        QueryPhase.LogicalPlanning or QueryPhase.PhysicalPlanning => "Error while planning query: ",
        QueryPhase.Opening => $"Internal error reading points from namespace {database}: ",
        _ => "Error while execution Flight SQL stream: External error: ",
    };
}
