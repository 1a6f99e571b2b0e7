using System.Globalization;
using Grpc.Core;
using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Section1;

/// <summary>Wire reference 1.6 and 4.2: a table has a file for every 10 minutes that hold a row, and a query may read fewer than 432 of them.</summary>
public sealed class FileLimitTests : IAsyncLifetime
{
    private const long Block = 600_000_000_000;

    // 2024-01-01T00:00:00Z, the start of a block
    private const long Start = 1_704_067_200_000_000_000;

    private const string Text =
        "Query would scan 432 Parquet files, exceeding the file limit. InfluxDB 3 Core caps file access to prevent performance degradation and memory issues.";

    private RunningServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        await WriteBlocksAsync("m", 500);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(0, 431, false)]
    [InlineData(0, 432, true)]
    [InlineData(69, 500, false)]
    [InlineData(68, 500, true)]
    public async Task Limit_CountsBlocksBetweenTheBounds(int first, int end, bool refused)
    {
        string where = $"time >= '{At(first)}' AND time < '{At(end)}'";
        await JudgeAsync(() => _server.SqlAsync($"SELECT count(*) AS n FROM m WHERE {where}"), refused);
        await JudgeAsync(() => _server.InfluxQlAsync($"SELECT count(f) FROM m WHERE {where}"), refused);
        await JudgeAsync(() => _server.SqlAsync($"SELECT n FROM (SELECT time, f AS n FROM m) WHERE {where}"), refused);
    }

    [Theory]
    [InlineData("SELECT count(*) AS n FROM m", true)]
    [InlineData("SELECT max(time) AS t FROM m", true)]
    [InlineData("SELECT f FROM m ORDER BY time DESC LIMIT 1", true)]
    [InlineData("SELECT f FROM m WHERE time >= '2024-01-01T11:30:00Z'", false)]
    [InlineData("SELECT f FROM m WHERE time < '2024-01-03T23:50:00Z'", false)]
    [InlineData("SELECT f FROM m WHERE time >= date_trunc('hour', now()) - INTERVAL '24 hours' AND time < date_trunc('hour', now())", false)]
    [InlineData("SELECT f FROM m WHERE time >= date_trunc('hour', TIMESTAMP '2024-01-01T11:30:00Z')", true)]
    [InlineData("SELECT f FROM m WHERE time < '2024-01-03T23:50:00Z' UNION ALL SELECT f FROM m WHERE time >= '2024-01-03T23:50:00Z'", false)]
    [InlineData("SELECT * FROM m LIMIT 0", false)]
    [InlineData("SELECT * FROM m WHERE false", false)]
    [InlineData("SELECT 1 AS one", false)]
    public Task Limit_HoldsForEachReadingOfATable(string sql, bool refused) => JudgeAsync(() => _server.SqlAsync(sql), refused);

    [Theory]
    [InlineData("SELECT f FROM m", true)]
    [InlineData("SELECT last(f) FROM m", true)]
    [InlineData("SELECT last(f) FROM m WHERE time >= '2024-01-01T11:30:00Z'", false)]
    [InlineData("SELECT mean(f) FROM m WHERE time < '2024-01-03T23:50:00Z' GROUP BY time(1h)", false)]
    [InlineData("SELECT mean(f) FROM m WHERE time < '2024-01-04T00:00:00Z' GROUP BY time(1h)", true)]
    [InlineData("SHOW TAG VALUES WITH KEY = k WHERE time > 0", true)]
    [InlineData("SHOW TAG VALUES WITH KEY = k", false)]
    [InlineData("SHOW MEASUREMENTS", false)]
    public Task Limit_HoldsForInfluxQl(string text, bool refused) => JudgeAsync(() => _server.InfluxQlAsync(text), refused);

    [Fact]
    public async Task Limit_OverHttp_Is500()
    {
        HttpAnswer answer = await _server.GetAsync("/api/v3/query_sql?db=d&q=SELECT%20f%20FROM%20m");
        Assert.Equal(500, answer.Status);
        Assert.Contains(Text, answer.Body);
    }

    [Fact]
    public async Task Limit_CanBeChanged()
    {
        _server.Host.Faults.QueryFileLimit = 501;
        Assert.Equal(["500"], (await _server.SqlAsync("SELECT count(*) AS n FROM m")).Rows);
        _server.Host.Faults.QueryFileLimit = 500;
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => _server.SqlAsync("SELECT count(*) AS n FROM m"));
        Assert.Contains("Query would scan 500 Parquet files", refused.Status.Detail, StringComparison.Ordinal);
        _server.Host.Faults.QueryFileLimit = 0;
        Assert.Equal(["500"], (await _server.SqlAsync("SELECT count(*) AS n FROM m")).Rows);
    }

    [Fact]
    public async Task Limit_DoesNotCountWhatRetentionHides()
    {
        await _server.SendJsonAsync(HttpMethod.Put, "/api/v3/configure/database", """{"db":"d","retention_period":"1d"}""");
        Assert.Equal(["0"], (await _server.SqlAsync("SELECT count(*) AS n FROM m")).Rows);
    }

    [Fact]
    public async Task ThreeYearsOfRows_AreCountedAndListed()
    {
        for (int year = 0; year < 3; year++)
        {
            await WriteBlocksAsync("years", 52_560, year * 52_560);
        }

        _server.Host.Faults.QueryFileLimit = 157_680;
        await JudgeAsync(() => _server.SqlAsync("SELECT count(*) AS n FROM years"), refused: true, "157680");
        _server.Host.Faults.QueryFileLimit = 157_681;
        Assert.Equal(["157680"], (await _server.SqlAsync("SELECT count(*) AS n FROM years")).Rows);
        QueryAnswer ends = await _server.SqlAsync("SELECT count(*) AS n, min(min_time) AS a, max(max_time) AS z FROM system.parquet_files WHERE table_name = 'years'");
        Assert.Equal([$"157680,{Start},{Start + (157_679 * Block)}"], ends.Rows);
    }

    [Fact]
    public async Task ParquetFiles_TellTheRowsOfEachBlock()
    {
        await _server.WriteAsync($"n f=1 {Start + 5}\nn f=2 {Start + Block - 1}\nn f=3 {Start + Block}\nn f=4 -1", "db=d&precision=ns");
        QueryAnswer files = await _server.SqlAsync("SELECT row_count, min_time, max_time FROM system.parquet_files WHERE table_name = 'n' ORDER BY min_time");
        Assert.Equal(["1,-1,-1", $"2,{Start + 5},{Start + Block - 1}", $"1,{Start + Block},{Start + Block}"], files.Rows);
        QueryAnswer paths = await _server.SqlAsync("SELECT path FROM system.parquet_files WHERE table_name = 'n' ORDER BY path");
        Assert.EndsWith("/1969-12-31/23-50/0000000504.parquet", paths.Rows[0], StringComparison.Ordinal);
        Assert.EndsWith("/2024-01-01/00-10/0000000503.parquet", paths.Rows[2], StringComparison.Ordinal);

        // wire reference 4.2
        Apache.Arrow.Schema schema = (await _server.SqlAsync("SELECT * FROM system.parquet_files")).Schema;
        Assert.Equal(
            ["table_name string False", "path string False", "size_bytes uint64 False", "row_count uint64 False", "min_time int64 False", "max_time int64 False"],
            schema.FieldsList.Select(field => $"{field.Name} {(field.DataType is Apache.Arrow.Types.StringType ? "string" : field.DataType.Name)} {field.IsNullable}"));
    }

    [Fact]
    public async Task ParquetFiles_CanBeAbsent()
    {
        _server.Host.Faults.NoParquetFiles = true;
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => _server.SqlAsync("SELECT * FROM system.parquet_files"));
        Assert.Equal(
            (StatusCode.InvalidArgument, "Error while logically planning query: Error during planning: table 'public.system.parquet_files' not found"),
            (refused.StatusCode, refused.Status.Detail));
    }

    private static async Task JudgeAsync(Func<Task<QueryAnswer>> ask, bool refused, string limit = "432")
    {
        if (!refused)
        {
            await ask();
            return;
        }

        RpcException error = await Assert.ThrowsAsync<RpcException>(ask);
        Assert.Equal(StatusCode.Internal, error.StatusCode);
        Assert.StartsWith(
            "Error while planning query: External error: " + Text.Replace("432", limit, StringComparison.Ordinal), error.Status.Detail, StringComparison.Ordinal);
    }

    private static string At(int block) =>
        DateTime.UnixEpoch.AddTicks((Start + (block * Block)) / 100).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private async Task WriteBlocksAsync(string table, int count, int first = 0)
    {
        string lines = string.Concat(Enumerable.Range(first, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{table},k=a f={i} {Start + (i * Block) }\n")));
        HttpAnswer answer = await _server.WriteAsync(lines, "db=d&precision=ns");
        Assert.Equal(204, answer.Status);
    }
}
