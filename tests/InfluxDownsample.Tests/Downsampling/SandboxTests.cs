using System.Diagnostics;
using System.Globalization;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using Xunit.Abstractions;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>
/// Long pipelines and jobs of many rows in a process as small as a cloud's sandbox: engine, module and all. The collector is told of the 400 MB it may
/// use, as a sandbox does, and the working set is held to less.
/// </summary>
[LongTests]
public sealed class SandboxTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int SandboxMB = 400;
    private const int JobMB = 300;
    private const int Series = 100;

    private DownsampleSite _site = null!;

    public async Task InitializeAsync() => _site = await DownsampleSite.StartAsync();

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Theory]
    [InlineData("-AsBatch")]
    [InlineData("")]
    public async Task FiveMillionRows_FitASandbox(string asBatch)
    {
        // 2,240 rows, each joined with each.
        await _site.WriteAsync("office", Enumerable.Range(0, 2240).Select(row => $"part room=\"r{row % 7}\",n={row}i,v={row}.5@{Text(DateTime.UnixEpoch.AddSeconds(row * 10_000))}"));

        // These few rows lie in many files; what matters here is the answer's length.
        _site.Server.Faults.QueryFileLimit = 0;
        string[] said = await RunAsync(SandboxMB, $"""
            $sql = 'SELECT to_timestamp(CAST(a.time AS BIGINT) + b.n * 1000000000) AS time, a.room AS room, b.n AS n, a.v AS v FROM part a CROSS JOIN part b'
            $result = Invoke-InfluxQuery $sql {asBatch} -Connection '{_site.Server.Address}?database=office' | Write-InfluxPoints whole -TagColumn room -Connection '{_site.Server.Address}?database=office_hourly'
            "written $($result.PointsWritten)"
            """);

        Assert.Equal($"written {2240 * 2240}", said[0]);
        Assert.Equal([$"{2240 * 2240},{2240L * 2240 * 2239 / 2}"], _site.Query("office_hourly", "SELECT count(*) AS rows, sum(n) AS n FROM whole"));
    }

    [Theory]
    // Many windows of few rows, with all that is kept for -Verify; and few windows of many.
    [InlineData("10s", "-Verify", 8640)]
    [InlineData("1m", "-Aggregate rollup -ThrottleLimit 4", 1440)]
    public async Task ADayOfTenSecondData_FitsWellBelow(string every, string parameters, int windows)
    {
        DateTime start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        foreach (int[] ticks in Enumerable.Range(0, 8640).Chunk(500))
        {
            await _site.WriteAsync("office", ticks.SelectMany(tick => Enumerable.Range(0, Series).Select(series => string.Create(CultureInfo.InvariantCulture,
                $"m,sensor=s{series} v={tick + (series / 8.0)}@{Text(start.AddSeconds(10 * tick))}"))));
        }

        string[] said = await RunAsync(JobMB, $"""
            $result = Invoke-InfluxDownsample m -Every {every} -Source '{_site.Server.Address}?database=office' -Target '{_site.Server.Address}?database=office_hourly' -Now 2026-01-02 {parameters}
            "$($result.Status) $($result.WindowsWritten) $($result.PointsWritten)"
            """);

        Assert.Equal($"Completed {windows} {windows * Series}", said[0]);
    }

    private async Task<string[]> RunAsync(int allowedMB, string script)
    {
        string folder = AppContext.BaseDirectory.Replace("InfluxDownsample.Tests", "InfluxDownsample.Sandbox", StringComparison.Ordinal);
        using Process process = Process.Start(new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(folder, "InfluxDownsample.Sandbox.dll"), script },
            Environment = { ["DOTNET_GCTotalPhysicalMemory"] = $"0x{SandboxMB * 1024L * 1024:X}" },
        })!;
        string said = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        output.WriteLine(said);
        Assert.True(process.ExitCode == 0, said);
        string[] lines = said.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(int.Parse(lines[^1]["peakMB=".Length..], CultureInfo.InvariantCulture), 1, allowedMB);
        return lines;
    }
}
