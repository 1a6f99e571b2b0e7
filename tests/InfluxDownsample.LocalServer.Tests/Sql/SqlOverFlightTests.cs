using Apache.Arrow;
using Grpc.Core;
using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Sql;

/// <summary>SQL through the running server: what the planner promises is what arrives.</summary>
public sealed class SqlOverFlightTests(ServerFixture fixture) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private const string Lines = "m,room=a t=1.5,n=1i,u=2u,s=\"x\",b=true 1704067200000000000\nm,room=a t=2.5,n=3i 1704067260000000001\nm,room=b t=4 1704070800000000000";

    private readonly RunningServer _server = fixture.Server;

    public async Task InitializeAsync() => Assert.Equal(204, (await _server.WriteAsync(Lines, "db=d&precision=ns")).Status);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task ADownsamplingScript()
    {
        QueryAnswer answer = await _server.SqlAsync(
            """
            SELECT
              DATE_BIN(INTERVAL '1 hour', time) AS time,
              room,
              AVG(t) AS t
            FROM m
            --In WHERE, time refers to <source_table>.time
            WHERE time >= '2024-01-01T00:00:00Z' AND time < '2024-01-02T00:00:00Z'
            --1 refers to the DATE_BIN column
            GROUP BY 1, room
            ORDER BY 1
            """);
        Assert.Equal(["1704067200000000000,a,2", "1704070800000000000,b,4"], answer.Rows);
        Assert.Equal("iox::column_type::tag", answer.Schema.GetFieldByName("room").Metadata["iox::column::type"]);
        Assert.False(answer.Schema.GetFieldByName("t").HasMetadata);
    }

    [Fact]
    public async Task EveryType_SurvivesTheWire()
    {
        QueryAnswer answer = await _server.SqlAsync(
            """
            select null as nothing, string_agg(room, ',' order by time) as large, array_agg(n order by time) as list, date '2024-02-29' as day, max(time) - min(time) as span,
              interval '1 month 2 days 3 seconds' as period, selector_last(n, time) as selected, selector_last(s, time) filter (where false) as unselected,
              tz(max(time), 'Europe/Berlin') as zoned, cast('2024-01-01' as timestamp(3)) as millis, cast(1 as smallint) as small
            from m
            """);
        RecordBatch batch = Assert.Single(answer.Batches, b => b.Length > 0);
        string[] values = [.. batch.Arrays.Select(array => Text(SqlResult.ValueAt(array, 0)))];
        Assert.Equal(
            ["-", "a,a,b", "[1 3 -]", "19782", "3600000000000", "1/2/3000000000", "{3 1704067260000000001}", "-", "1704070800000000000", "1704067200000", "1"], values);
    }

    [Fact]
    public async Task NoRows_StillHaveASchema()
    {
        QueryAnswer answer = await _server.SqlAsync("select room, avg(t) as t from m where time > now() group by room");
        Assert.Equal(0, answer.RowCount);
        Assert.Equal(["room", "t"], answer.Schema.FieldsList.Select(field => field.Name));
    }

    [Theory]
    [InlineData("select date_bin_gapfill(interval '1 hour', time) as t from m group by 1", "Error while planning query: handle_gap_fill: handle_aggregate: build_gapfill_node: validate time range: Error during planning: gap-filling query is missing both upper and lower time bounds")]
    [InlineData("select nope from m", "Error while logically planning query: Schema error: No field named nope.")]
    [InlineData("select $x from m", "No value found for placeholder with name $x")]
    [InlineData("select n / 0 from m", "Arrow error: Divide by zero error")]
    [InlineData("select 1 / 0", "Arrow error: Divide by zero error")]
    [InlineData("select n, 1 % 0 as r from m", "Arrow error: Divide by zero error")]
    [InlineData("select * from m group by rollup(room)", "Error while logically planning query: This feature is not implemented: GROUP BY ROLLUP")]
    public async Task Errors_AreInvalidArguments(string sql, string text)
    {
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => _server.SqlAsync(sql));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains(text, refused.Status.Detail);
    }

    [Fact]
    public async Task Parameters_OfEveryJsonKind()
    {
        QueryAnswer answer = await _server.SqlAsync(
            "select n from m where room = $room and t > $low and n >= $least and n > $negative and time >= $from and true = $yes limit $rows",
            parameters: new { room = "a", low = 0.5, least = 3, negative = -1, from = "2024-01-01T00:00:00Z", yes = true, rows = 5 });
        Assert.Equal(["3"], answer.Rows);
    }

    /// <summary>The zone functions belong to the process, not to the file: they must be there again after a restart.</summary>
    [Fact]
    public async Task WallClocks_WorkOnStoredData()
    {
        string folder = Directory.CreateTempSubdirectory("sql-zones").FullName;
        try
        {
            for (int start = 0; start < 2; start++)
            {
                await using RunningServer server = await RunningServer.StartAsync(options => options with { DataDirectory = folder });
                await server.WriteAsync("m v=1 1774747800000000000", "db=d&precision=ns");
                QueryAnswer answer = await server.SqlAsync("select date_bin_wallclock(interval '1 day', tz(time, 'Europe/Berlin')) as t, count(*) as c from m group by 1");
                Assert.Equal(["1774738800000000000,1"], answer.Rows);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "-",
        Apache.Arrow.Scalars.MonthDayNanosecondInterval i => FormattableString.Invariant($"{i.Months}/{i.Days}/{i.Nanoseconds}"),
        object?[] { Length: 2 } parts => $"{{{string.Join(' ', parts.Select(Text))}}}",
        object?[] parts => $"[{string.Join(' ', parts.Select(Text))}]",
        _ => FormattableString.Invariant($"{value}"),
    };
}
