using System.Globalization;
using Apache.Arrow.Types;
using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.InfluxQl;

/// <summary>InfluxQL through the running server's doors.</summary>
public sealed class OverTheWireTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly RunningServer _server = fixture.Server;

    [Fact]
    public async Task The_downsampling_script_over_Flight()
    {
        await _server.WriteAsync(
            "occupancy,room=office temperature=20,humidity=30,co2=400 1422835200000000000\n"
            + "occupancy,room=office temperature=21,humidity=32,co2=500 1422836999000000000\n"
            + "occupancy,room=office temperature=30,humidity=40,co2=900 1422842400000000000",
            "db=script&precision=ns");

        QueryAnswer answer = await _server.InfluxQlAsync(
            "SELECT MEAN(temperature) AS temperature, MEAN(humidity) AS humidity, MEAN(co2) AS co2 FROM occupancy "
            + "WHERE time >= '2015-02-02T00:00:00Z' AND time < '2015-02-02T03:00:00Z' GROUP BY time(1h), room",
            "script");

        Assert.Equal(
            [
                "occupancy,1422835200000000000,office,20.5,31,450",
                "occupancy,1422838800000000000,office,null,null,null",
                "occupancy,1422842400000000000,office,30,40,900",
            ],
            answer.Rows);
        Assert.Equal("iox::column_type::tag", answer.Schema.GetFieldByName("room").Metadata["iox::column::type"]);
        Assert.False(answer.Schema.GetFieldByName("co2").HasMetadata && answer.Schema.GetFieldByName("co2").Metadata.Count > 0);
    }

    [Fact]
    public async Task Tz_names_the_zone_in_the_schema()
    {
        await _server.WriteAsync("m v=1 1704067200000000000", "db=zones&precision=ns");

        QueryAnswer answer = await _server.InfluxQlAsync("SELECT v FROM m tz('America/New_York')", "zones");

        var time = Assert.IsType<TimestampType>(answer.Schema.GetFieldByName("time").DataType);
        Assert.Equal("America/New_York", time.Timezone);
        Assert.Equal(["m,1704067200000000000,1"], answer.Rows);
    }

    [Fact]
    public async Task Parameters_of_the_ticket_are_bound()
    {
        await _server.WriteAsync("m,k=a v=1,i=5i 1\nm,k=b v=2,i=-5i 2", "db=bound&precision=ns");

        Assert.Equal(["m,2,2"], (await _server.InfluxQlAsync("SELECT v FROM m WHERE k = $k AND i = $i", "bound", new { k = "b", i = -5 })).Rows);
        Assert.Equal(["m,1,1"], (await _server.InfluxQlAsync("SELECT v FROM m WHERE v < $v AND i = $i", "bound", new { v = 1.5, i = 5 })).Rows);
    }

    [Fact]
    public async Task Long_answers_stream_in_order()
    {
        await _server.WriteAsync(
            string.Join('\n', Enumerable.Range(0, 20_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"m,k={i % 2} v={i}i {i}"))), "db=long&precision=ns");

        QueryAnswer answer = await _server.InfluxQlAsync("SELECT v FROM m GROUP BY k", "long");

        Assert.True(answer.Batches.Count > 2);
        Assert.All(answer.Batches, batch => Assert.InRange(batch.Length, 0, 8192));
        Assert.Equal(Enumerable.Range(0, 20_000).OrderBy(i => i % 2).Select(i => $"m,{i},{i % 2},{i}"), answer.Rows);
    }

    [Fact]
    public async Task Several_statements_and_a_named_database_over_v1()
    {
        await _server.WriteAsync("m,k=a v=1 1000000000\nm v=2 2000000000", "db=v1&precision=ns");

        HttpAnswer answer = await _server.GetAsync(
            "/query?epoch=s&q=" + Uri.EscapeDataString("SELECT v FROM v1.autogen.m GROUP BY k; SHOW TAG VALUES ON v1 WITH KEY = k WHERE time > 0; SELECT mean(v), v FROM v1..m"));

        Assert.Equal(200, answer.Status);
        Assert.StartsWith(
            """{"results":[{"statement_id":0,"series":[{"name":"m","tags":{"k":"a"},"columns":["time","v"],"values":[[1,1]]},{"name":"m","tags":{"k":""},"columns":["time","v"],"values":[[2,2]]}]},"""
            + """{"statement_id":1,"series":[{"name":"m","columns":["key","value"],"values":[["k","a"],["k",null]]}]},""",
            answer.Body,
            StringComparison.Ordinal);
        Assert.Contains("Error during planning: mixing aggregate and non-aggregate columns is not supported", answer.Body, StringComparison.Ordinal);
    }
}
