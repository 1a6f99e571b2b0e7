using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Query;
using Xunit;

namespace InfluxDownsample.Core.Tests.Query;

/// <summary>wire reference 1.2.</summary>
public class QueryTicketTests
{
    [Fact]
    public void Create_Parameters_KeepTheirTypes()
    {
        var query = new InfluxQuery
        {
            Text = "SELECT 1",
            Language = QueryLanguage.InfluxQL,
            Parameters = new Dictionary<string, object?>
            {
                ["$text"] = "a\"b", ["whole"] = 5, ["negative"] = -5L, ["real"] = 2.0, ["flag"] = true, ["nothing"] = null,
                ["time"] = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Unspecified), ["big"] = ulong.MaxValue,
            },
        };

        Assert.Equal(
            """{"database":"d","sql_query":"SELECT 1","query_type":"influxql","params":{"text":"a\u0022b","whole":5,"negative":-5,"real":2.0,"flag":true,"nothing":null,"time":"2026-01-02T03:04:05Z","big":18446744073709551615}}""",
            QueryTicket.Create(query, "d").Ticket.ToStringUtf8());
    }

    [Fact]
    public void Create_ParameterThatCannotBeSent_IsInvalidParameter()
    {
        InfluxQuery Query(object value) => new() { Text = "SELECT 1", Parameters = new Dictionary<string, object?> { ["p"] = value } };

        Assert.Equal(InfluxErrorId.InvalidParameter, Assert.Throws<InfluxException>(() => QueryTicket.Create(Query(new[] { 1 }), "d")).Id);
        Assert.Equal(InfluxErrorId.InvalidParameter, Assert.Throws<InfluxException>(() => QueryTicket.Create(Query(double.NaN), "d")).Id);
    }
}
