using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Types;
using Grpc.Core;
using InfluxDB3.Client;
using InfluxDB3.Client.Config;
using InfluxDB3.Client.Query;
using InfluxDB3.Client.Write;
using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;
using WriteOptions = InfluxDB3.Client.Config.WriteOptions;

namespace InfluxDownsample.LocalServer.Tests.OfficialClient;

/// <summary>The official client for .NET with its own connections and its own writer: what it stores, each of its three readers gives back.</summary>
public sealed class OfficialClientTests : IAsyncLifetime
{
    private const long Time = 1_700_000_000_123_456_789;

    // To the ticks of .NET, in which the client reads times row by row.
    private static readonly BigInteger s_ticks = new(1_700_000_000_123_456_700);

    private RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(true, 1000)]
    [InlineData(true, 0)]
    [InlineData(false, 1000)]
    [InlineData(false, 0)]
    public async Task What_it_writes_its_three_readers_give_back(bool useV2Api, int gzipThreshold)
    {
        using var client = new InfluxDBClient(new ClientConfig
        {
            Host = _server.Host.Address.ToString(),
            Token = RunningServer.Token,
            Database = "d",
            WriteOptions = new WriteOptions { UseV2Api = useV2Api, GzipThreshold = gzipThreshold },
        });

        await client.WritePointsAsync(
        [
            PointData.Measurement("m").SetTag("room", "a b,c=d").SetField("f", 0.1).SetField("i", -9_007_199_254_740_993).SetField("u", 8UL).SetField("s", "say \"x\" \\").SetField("b", true)
                .SetTimestamp(Time, WritePrecision.Ns),
            PointData.Measurement("m").SetField("f", -2.5).SetTimestamp(Time + 1_000_000_000, WritePrecision.Ns),
        ]);

        object?[][] rows = await client.Query("SELECT b, f, i, room, s, time, u FROM m ORDER BY time").ToArrayAsync();
        Assert.Equal([true, 0.1, -9_007_199_254_740_993, "a b,c=d", "say \"x\" \\", s_ticks, 8UL], rows[0]);
        Assert.Equal([null, -2.5, null, null, null, s_ticks + 1_000_000_000, null], rows[1]);

        PointDataValues[] points = await client.QueryPoints("SELECT room, f, i, u, s, b FROM m ORDER BY time", QueryType.InfluxQL).ToArrayAsync();
        Assert.Equal(
            [("m", s_ticks, "a b,c=d", 0.1, -9_007_199_254_740_993, 8UL, "say \"x\" \\", true), ("m", s_ticks + 1_000_000_000, null, -2.5, null, null, null, (bool?)null)],
            points.Select(static point => (point.GetMeasurement(), point.GetTimestamp()!.Value, point.GetTag("room"), point.GetDoubleField("f"), point.GetIntegerField("i"),
                point.GetUintegerField("u"), point.GetStringField("s"), point.GetBooleanField("b"))));
        Assert.Equal(["room"], points[0].GetTagNames());

        RecordBatch batch = Assert.Single(await client.QueryBatches("SELECT time, u FROM m ORDER BY time").Where(static batch => batch.Length > 0).ToArrayAsync());
        Assert.Equal([Time, Time + 1_000_000_000], ((TimestampArray)batch.Column("time")).Values.ToArray());
        Assert.Equal([8UL, null], ((UInt64Array)batch.Column("u")).ToList(includeNulls: true));
        Assert.Equal(TimeUnit.Nanosecond, ((TimestampType)batch.Schema.GetFieldByName("time").DataType).Unit);
    }

    [Fact]
    public async Task It_binds_its_four_kinds_of_parameters()
    {
        await _server.WriteAsync("m,k=a i=5i,f=1.5,b=true 1\nm,k=b i=-5i,f=0.1,b=false 2");
        using var client = new InfluxDBClient(_server.Host.Address.ToString(), RunningServer.Token, database: "d");

        foreach (QueryType language in new[] { QueryType.SQL, QueryType.InfluxQL })
        {
            PointDataValues found = Assert.Single(await client.QueryPoints(
                "SELECT k, f FROM m WHERE k = $k AND i = $i AND f = $f AND b = $b", language,
                namedParameters: new Dictionary<string, object> { ["k"] = "b", ["i"] = -5, ["f"] = 0.1f, ["b"] = false }).ToArrayAsync());
            Assert.Equal(0.1, found.GetDoubleField("f"));
        }
    }

    [Fact]
    public async Task It_reads_the_version_and_what_is_refused()
    {
        using var client = new InfluxDBClient(_server.Host.Address.ToString(), RunningServer.Token, database: "d");
        using var stranger = new InfluxDBClient(_server.Host.Address.ToString(), "another", database: "d");

        Assert.StartsWith("3.", await client.GetServerVersion());
        Assert.Contains("partial write", (await Assert.ThrowsAsync<InfluxDBPartialWriteException>(() => client.WriteRecordAsync("m f=1 1\nm f= 2", writeOptions: new WriteOptions { UseV2Api = false }))).Message);
        await Assert.ThrowsAsync<InfluxDBApiException>(() => client.WriteRecordAsync("m f= 2"));
        await Assert.ThrowsAsync<InfluxDBApiException>(() => stranger.WriteRecordAsync("m f=1 1"));
        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(() => client.QueryBatches("SELECT nosuch FROM m").ToArrayAsync().AsTask())).StatusCode);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => stranger.QueryBatches("SELECT 1").ToArrayAsync().AsTask())).StatusCode);
    }

    /// <summary>Why the module reads connection strings itself; when this fails, the reasons in ARCHITECTURE are to be looked at again.</summary>
    [Fact]
    public void Its_connection_strings_change_tokens_and_take_anything()
    {
        Assert.Equal("a b", new ClientConfig("https://user:secret@host:8181?token=a+b&nosuch=1").Token);
        Assert.Throws<FormatException>(() => new ClientConfig("https://host:8181?writeNoSync=1"));
    }
}
