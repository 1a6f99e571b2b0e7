using System.Globalization;
using Grpc.Core;
using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Section13;

/// <summary>Wire reference 13: where a server like 3.6.0 differs, in the words that 3.6.0 was recorded with.</summary>
public sealed class Release36Tests : IAsyncLifetime
{
    private RunningServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync(options => options with { Like = CoreVersion.Core36, MaxRequestBytes = 100_000 });
        Assert.Equal(204, (await _server.WriteAsync("cpu,host=a load=1i,usage=1.5 1\ncpu,host=a load=3i,usage=2.5 2")).Status);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("SELECT percentile_cont(load, 0.95) FROM cpu", "Error during planning: Invalid function 'percentile_cont'.\nDid you mean 'approx_percentile_cont'?")]
    [InlineData("select sum(load) filter (where usage > 1.5) from cpu", "SQL error: ParserError(\"Expected: end of statement, found: ( at Line: 1, Column: 25\"): sql parser error: Expected: 25")]
    [InlineData(
        "SELECT approx_percentile_cont(load, 0.95) AS a, approx_percentile_cont(usage, 0.95) AS b FROM cpu",
        "Schema error: Schema contains duplicate unqualified field name \"approx_percentile_cont(Float64(0.95))\"")]
    public async Task Refusals_HaveItsWords(string sql, string words)
    {
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => _server.SqlAsync(sql));

        Assert.Equal((StatusCode.InvalidArgument, "Error while planning query: " + words), (refused.StatusCode, refused.Status.Detail));
    }

    [Fact]
    public async Task OverHttp_ARefusedQueryIsItsOwnFault()
    {
        HttpAnswer answer = await _server.GetAsync("/api/v3/query_sql?db=d&q=SELEC%201");

        Assert.Equal(500, answer.Status);
        Assert.Equal("query error: error while planning query: SQL error: ParserError(\"Expected: an SQL statement, found: SELEC at Line: 1, Column: 1\")", answer.Body);
    }

    [Fact]
    public async Task WithinGroup_TellsPercentilesApart() =>
        Assert.Equal(1, (await _server.SqlAsync(
            "SELECT approx_percentile_cont(0.95) WITHIN GROUP (ORDER BY load), approx_percentile_cont(0.95) WITHIN GROUP (ORDER BY usage) FROM cpu")).RowCount);

    [Fact]
    public async Task FileLimit_HasItsWords()
    {
        Assert.Equal(204, (await _server.WriteAsync(string.Join('\n', Enumerable.Range(0, 432).Select(block => string.Create(CultureInfo.InvariantCulture, $"long f=1 {block * 600_000_000_000}"))))).Status);

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => _server.SqlAsync("SELECT max(f) FROM long"));

        Assert.Equal(StatusCode.Internal, refused.StatusCode);
        Assert.StartsWith(
            "Error while planning query: External error: Query would exceed file limit of 432 parquet files. Please specify a smaller time range",
            refused.Status.Detail,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v3/write_lp", 500)]
    [InlineData("/write", 500)]
    [InlineData("/api/v2/write", 413)]
    public async Task BodiesTooLarge_AreItsOwnFault(string path, int status)
    {
        HttpAnswer answer = await _server.WriteAsync(new string('#', 100_001), path == "/api/v2/write" ? "bucket=d" : "db=d", path);

        Assert.Equal(status, answer.Status);
        Assert.Contains("max request size (100000 bytes) exceeded", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v3/write_lp", "db=d&accept_partial=false", "{\"error\":\"parsing failed for write_lp endpoint\",\"data\":{\"error_message\":\"No fields were provided\",\"line_number\":2,\"original_line\":\"m f=\"}}")]
    [InlineData("/write", "db=d", "{\"error\":\"parsing failed for write_lp endpoint\",\"data\":{\"error_message\":\"No fields were provided\",\"line_number\":2,\"original_line\":\"m f=\"}}")]
    [InlineData("/api/v2/write", "bucket=d", "{\"code\":\"invalid\",\"message\":\"write buffer error: parsing for line protocol failed\"}")]
    public async Task RefusedWrites_HaveItsWords(string path, string query, string body)
    {
        HttpAnswer answer = await _server.WriteAsync("m f=2 2\nm f=", query, path);

        Assert.Equal((400, body), (answer.Status, answer.Body));
    }

    [Theory]
    [InlineData("a,b\rt=a f=1 1", "invalid configuration provided: tag key cannot contain control characters")]
    [InlineData("a b\rf=1 1", "invalid configuration provided: field key cannot contain control characters")]
    public async Task ControlCharactersInKeys_AreRefused(string line, string words)
    {
        HttpAnswer answer = await _server.WriteAsync(line);

        Assert.Equal(400, answer.Status);
        Assert.Contains(words, answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(65_536, 204)]
    [InlineData(65_537, 400)]
    public async Task TextsOf64KiB_AreTheLongest(int length, int status)
    {
        HttpAnswer answer = await _server.WriteAsync($"big s=\"{new string('x', length)}\" 1");

        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 400, answer.Body.Contains("String is greater than 64KB", StringComparison.Ordinal));
    }
}
