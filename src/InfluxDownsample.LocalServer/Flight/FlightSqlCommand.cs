using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using InfluxDownsample.LocalServer.Http;

namespace InfluxDownsample.LocalServer.Flight;

/// <summary>The one Flight SQL command that is served, and what its call says in headers instead of a ticket. // wire reference 1.3, 1.4</summary>
internal static class FlightSqlCommand
{
    private const string StatementQuery = "type.googleapis.com/arrow.flight.protocol.sql.CommandStatementQuery";

    private static readonly string[] s_databaseHeaders = ["database", "bucket", "bucket-name", "iox-namespace-name"];

    /// <exception cref="RpcException">The headers name no database, several, or an unknown language.</exception>
    public static QueryRequest Request(string text, Metadata headers) => new(Database(headers), text, Language(headers), QueryArguments.ReadParameters());

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

    private static string Database(Metadata headers)
    {
        Metadata.Entry[] given = [.. headers.Where(header => s_databaseHeaders.Contains(header.Key))];
        Refuse.When(given.Length == 0, () => FlightErrors.Of(StatusCode.InvalidArgument, "no 'database' header in request"));
        if (given.Select(header => header.Value).Distinct(StringComparer.Ordinal).Count() > 1)
        {
            string names = string.Join(", ", given.Select(header => $"\"{header.Key}\""));
            throw FlightErrors.Of(StatusCode.InvalidArgument, $"More than one headers are found in request: [{names}]. Please include only one of them");
        }

        return given[0].Value;
    }

    private static RequestLanguage Language(Metadata headers) => headers.GetValue("x-influxdata-query-language") switch
    {
        null or "sql" => RequestLanguage.Sql,
        "influxql" => RequestLanguage.InfluxQl,
        var other => throw FlightErrors.Of(StatusCode.InvalidArgument, $"unknown query language: {other}"),
    };
}
