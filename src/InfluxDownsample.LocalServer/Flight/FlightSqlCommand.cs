using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace InfluxDownsample.LocalServer.Flight;

/// <summary>Reads the one Flight SQL command that is served. // wire reference 1.4</summary>
internal static class FlightSqlCommand
{
    private const string StatementQuery = "type.googleapis.com/arrow.flight.protocol.sql.CommandStatementQuery";

    // message CommandStatementQuery { string query = 1; bytes transaction_id = 2; }
    private const int QueryField = 1;

    /// <summary>The query text, or null for another command.</summary>
    public static string? ReadStatement(ByteString command)
    {
        try
        {
            Any any = Any.Parser.ParseFrom(command);
            return any.TypeUrl == StatementQuery ? ReadQuery(any.Value) : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static string ReadQuery(ByteString message)
    {
        using CodedInputStream input = message.CreateCodedInput();
        string query = "";
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (WireFormat.GetTagFieldNumber(tag) == QueryField && WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
            {
                query = input.ReadString();
            }
            else
            {
                input.SkipLastField();
            }
        }

        return query;
    }
}
