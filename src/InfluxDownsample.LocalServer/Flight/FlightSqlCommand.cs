using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace InfluxDownsample.LocalServer.Flight;

/// <summary>Reads the one Flight SQL command that is served. // wire reference 1.4</summary>
internal static class FlightSqlCommand
{
    private const string StatementQuery = "type.googleapis.com/arrow.flight.protocol.sql.CommandStatementQuery";

    /// <summary>The query text, or null for another command.</summary>
    public static string? ReadStatement(ByteString command)
    {
        try
        {
            // message CommandStatementQuery { string query = 1; bytes transaction_id = 2; } reads as a text in a message of its own.
            Any any = Any.Parser.ParseFrom(command);
            return any.TypeUrl == StatementQuery ? StringValue.Parser.ParseFrom(any.Value).Value : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
