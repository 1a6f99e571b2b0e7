using Grpc.Core;
using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Section5;

/// <summary>Wire reference 5.2: a line with one tag twice is taken, and its 10 minutes can't be read from then on.</summary>
public sealed class RuinedBlockTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Text =
        "Error while planning query: Execution error: error getting batches Error creating record batch: Invalid argument error: all columns in a record batch must have the same length";

    private readonly RunningServer _server = fixture.Server;

    [Fact]
    public async Task OneTagTwice_RuinsItsBlock_AndNoOther()
    {
        Assert.Equal(204, (await _server.WriteAsync("m,t=a f=1 1\nn,t=a f=1 1\nm,t=a f=2 600000000000", "db=ruin&precision=ns")).Status);
        Assert.Equal(204, (await _server.WriteAsync("m,t=a,t=b f=3 599999999999", "db=ruin&precision=ns")).Status);

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => _server.SqlAsync("SELECT f FROM m", "ruin"));
        Assert.Equal((StatusCode.InvalidArgument, Text), (refused.StatusCode, refused.Status.Detail));
        await Assert.ThrowsAsync<RpcException>(() => _server.InfluxQlAsync("SELECT f FROM m WHERE time < 5", "ruin"));
        Assert.Equal(500, (await _server.GetAsync("/api/v3/query_sql?db=ruin&q=SELECT%20f%20FROM%20m")).Status);
        Assert.Equal(["2"], (await _server.SqlAsync("SELECT f FROM m WHERE time >= '1970-01-01T00:10:00Z'", "ruin")).Rows);
        Assert.Equal(["1"], (await _server.SqlAsync("SELECT f FROM n", "ruin")).Rows);
    }
}
