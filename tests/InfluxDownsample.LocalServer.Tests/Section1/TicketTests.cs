using System.Text;
using CsCheck;
using Grpc.Core;
using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Section1;

/// <summary>Wire reference 1.2: the DoGet ticket.</summary>
public sealed class TicketTests(ServerFixture fixture) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private readonly RunningServer _server = fixture.Server;

    public async Task InitializeAsync() => Assert.Equal(204, (await _server.WriteAsync("m,h=a f=1 1\nm,h=b f=2 2", "db=d&precision=ns")).Status);

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("""{"database":"d","sql_query":"SELECT f FROM m ORDER BY time"}""")]
    [InlineData("""{"bucket":"d","sql_query":"SELECT f FROM m ORDER BY time"}""")]
    [InlineData("""{"bucket-name":"d","sql_query":"SELECT f FROM m ORDER BY time"}""")]
    [InlineData("""{"namespace_name":"d","sql_query":"SELECT f FROM m ORDER BY time"}""")]
    [InlineData("""{"database":"d","sql_query":"SELECT f FROM m ORDER BY time","query_type":"sql"}""")]
    [InlineData("""{"database":"d","sql_query":"SELECT f FROM m ORDER BY time","query_type":null}""")]
    [InlineData("""{"database":"d","sql_query":"SELECT f FROM m ORDER BY time","params":{}}""")]
    [InlineData("""{"database":"d","sql_query":"SELECT f FROM m ORDER BY time","is_debug":true,"anything":[1,{"else":2}]}""")]
    [InlineData(""" { "sql_query" : "SELECT f FROM m WHERE h <> $x ORDER BY time", "params":{"x":"c"}, "database":"d" } """)]
    public async Task Accepted(string ticket) => Assert.Equal(["1", "2"], (await _server.QueryAsync(ticket)).Rows);

    [Fact]
    public async Task InfluxQl_IsAskedForByQueryType() =>
        Assert.Equal(["m,1,1", "m,2,2"], (await _server.QueryAsync("""{"database":"d","sql_query":"SELECT f FROM m","query_type":"influxql"}""")).Rows);

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\"d\"")]
    [InlineData("not json")]
    [InlineData("""{"database":"d"}""")]
    [InlineData("""{"sql_query":"SELECT 1"}""")]
    [InlineData("""{"database":null,"sql_query":"SELECT 1"}""")]
    [InlineData("""{"database":5,"sql_query":"SELECT 1"}""")]
    [InlineData("""{"database":"d","sql_query":null}""")]
    [InlineData("""{"database":"d","bucket":"d","sql_query":"SELECT 1"}""")]
    [InlineData("""{"database":"d","database":"d","sql_query":"SELECT 1"}""")]
    [InlineData("""{"database":"d","sql_query":"SELECT 1","sql_query":"SELECT 1"}""")]
    [InlineData("""{"database":"d","sql_query":"SELECT 1","query_type":"SQL"}""")]
    [InlineData("""{"database":"d","sql_query":"SELECT 1","query_type":"flux"}""")]
    [InlineData("""{"database":"d","sql_query":"SELECT 1","query_type":1}""")]
    [InlineData("""{"database":"d","sql_query":"SELECT 1","params":{"a":[1]}}""")]
    [InlineData("""{"database":"d","sql_query":"SELECT 1","params":{"a":{"b":1}}}""")]
    [InlineData("""{"database":"d","sql_query":"SELECT 1","params":[]}""")]
    [InlineData("""{"database":"d","sql_query":"SELECT 1","params":null}""")]
    [InlineData("""{"database":"d","sql_query":"SELECT 1","is_debug":"yes"}""")]
    [InlineData("""{"database":"d","influxql":"SELECT 1"}""")]
    [InlineData("""{"database":"d","sql_query":"SELECT 1"} trailing""")]
    [InlineData("""{"database":"d","sql_query":"\uD800"}""")]
    public async Task Refused_WithoutSayingWhy(string ticket) => AssertInvalid(await _server.RefusedAsync(ticket));

    [Theory]
    [InlineData("")]
    [InlineData("""{"database":"","sql_query":"SELECT 1"}""")]
    public async Task NoDatabase_IsNotFound(string ticket)
    {
        RpcException refused = await _server.RefusedAsync(ticket);
        Assert.Equal((StatusCode.Internal, "Cannot retrieve database: External error: database not found"), (refused.StatusCode, refused.Status.Detail));
    }

    [Fact]
    public async Task Refused_NotUtf8() =>
        AssertInvalid(await Assert.ThrowsAsync<RpcException>(() => _server.QueryAsync([.. "{\"database\":\"d\",\"sql_query\":\""u8, 0xFF, .. "\"}"u8], Authorized)));

    [Theory]
    [InlineData("7", "UInt64")]
    [InlineData("-7", "Int64")]
    [InlineData("7.0", "Double")]
    [InlineData("1e3", "Double")]
    [InlineData("18446744073709551615", "UInt64")]
    [InlineData("18446744073709551616", "Double")]
    [InlineData("\"7\"", "String")]
    [InlineData("true", "Boolean")]
    public async Task Parameters_AreTypedByTheirText(string value, string type)
    {
        QueryAnswer answer = await _server.QueryAsync("{\"database\":\"d\",\"sql_query\":\"SELECT $x AS x\",\"params\":{\"x\":" + value + "}}");
        Assert.Equal(type, answer.Schema.FieldsList.Single().DataType.TypeId.ToString());
        Assert.Equal(1, answer.RowCount);
    }

    [Fact]
    public async Task Headers_DoNotOverruleTheTicketsDatabase()
    {
        Metadata headers = [.. Authorized, new Metadata.Entry("database", "other")];
        Assert.Equal(2, (await _server.QueryAsync("""{"database":"d","sql_query":"SELECT f FROM m"}"""u8.ToArray(), headers)).RowCount);
    }

    [Fact]
    public async Task MalformedTickets_ByTheThousand_AreRefusedAlike()
    {
        const string Valid = """{"database":"d","sql_query":"SELECT f FROM m","query_type":"sql","params":{"a":1,"b":"x"}}""";
        Gen<byte[]> damaged = Gen.Select(Gen.Int[0, Valid.Length - 1], Gen.Int[0, 3], Gen.Byte, (at, how, with) =>
        {
            List<byte> bytes = [.. Encoding.UTF8.GetBytes(Valid)];
            switch (how)
            {
                case 0:
                    bytes[at] = with;
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, with);
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }

            return bytes.ToArray();
        });
        await damaged.SampleAsync(
            async ticket =>
            {
                try
                {
                    await _server.QueryAsync(ticket, Authorized);
                }
                catch (RpcException refused)
                {
                    Assert.True(refused.StatusCode is StatusCode.InvalidArgument or StatusCode.Internal, refused.Status.ToString());
                    Assert.DoesNotContain("   at ", refused.Status.Detail);
                    Assert.NotEqual("internal error", refused.Status.Detail);
                }
            },
            iter: 2000);
    }

    private static Metadata Authorized => new() { { "authorization", "Bearer " + RunningServer.Token } };

    private static void AssertInvalid(RpcException refused) =>
        Assert.Equal((StatusCode.InvalidArgument, "Invalid ticket. Error: Invalid ticket"), (refused.StatusCode, refused.Status.Detail));
}
