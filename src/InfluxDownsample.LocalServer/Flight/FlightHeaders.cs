using Grpc.Core;

namespace InfluxDownsample.LocalServer.Flight;

/// <summary>What Flight SQL calls say in headers instead of a ticket. // wire reference 1.3</summary>
internal static class FlightHeaders
{
    private static readonly string[] s_databaseHeaders = ["database", "bucket", "bucket-name", "iox-namespace-name"];

    public static string Database(Metadata headers)
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

    public static RequestLanguage Language(Metadata headers) => headers.GetValue("x-influxdata-query-language") switch
    {
        null or "sql" => RequestLanguage.Sql,
        "influxql" => RequestLanguage.InfluxQl,
        var other => throw FlightErrors.Of(StatusCode.InvalidArgument, $"unknown query language: {other}"),
    };
}
