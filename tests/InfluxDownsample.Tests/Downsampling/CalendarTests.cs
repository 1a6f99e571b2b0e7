using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>Windows by the wall clock of a zone.</summary>
public sealed class CalendarTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await DownsampleSite.StartAsync(engine: fixture.Engine);
        DateTime start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        // Every half hour of a year.
        await _site.WriteAsync("office", Enumerable.Range(0, 365 * 48).Select(tick => string.Create(CultureInfo.InvariantCulture, $"load v={tick % 7}@{Text(start.AddMinutes(30 * tick))}")));
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public void DaysInBerlin_Have23And25Hours()
    {
        PSObject result = _site.Downsample("load -Every 1d -TimeZone Europe/Berlin -Aggregate count -Start 2026-02-28T23:00:00Z -Stop 2026-10-31T23:00:00Z -Now 2027-01-01");

        Assert.Equal(("Completed", 245L), (Status(result), Count(result, "WindowsWritten")));
        Assert.Equal(["2026-03-28T23:00:00Z,46", "2026-03-29T22:00:00Z,48"], Days("2026-03-28T23:00:00Z", "2026-03-30T00:00:00Z"));
        Assert.Equal(["2026-10-24T22:00:00Z,50", "2026-10-25T23:00:00Z,48"], Days("2026-10-24T22:00:00Z", "2026-10-26T00:00:00Z"));
        Assert.Equal(
            _site.Query("office", "SELECT count(v) FROM load WHERE time >= '2026-02-28T23:00:00Z' AND time < '2026-10-31T23:00:00Z'"),
            _site.Query("office_hourly", "SELECT sum(v) FROM load"));
    }

    [Fact]
    public void Months_Have28To31Days()
    {
        // Core does not read so many files in one query, and a window is one: months are made of days there.
        Assert.Contains("in tiers: first into windows of 2h or longer", _site.Engine.Run("Invoke-InfluxDownsample load -Source raw -Target hourly -Every 1mo -Start 2026-01-31T23:00:00Z -Now 2026-07-15").FailWith("QueryTooLarge").ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        _site.Downsample("load -Every 1d -TimeZone Europe/Berlin -Aggregate rollup -TargetMeasurement days -Start 2026-01-31T23:00:00Z -Stop 2026-06-30T22:00:00Z -Now 2026-07-15");
        _site.Engine.Run("Invoke-InfluxDownsample days -Source hourly -Target hourly -TargetMeasurement load -Every 1mo -TimeZone Europe/Berlin -Aggregate count -Start 2026-01-31T23:00:00Z -Now 2026-07-15").Succeed();

        Assert.Equal(
            ["2026-01-31T23:00:00Z,1344", "2026-02-28T23:00:00Z,1486", "2026-03-31T22:00:00Z,1440", "2026-04-30T22:00:00Z,1488", "2026-05-31T22:00:00Z,1440"],
            _site.Query("office_hourly", "SELECT time, v FROM load ORDER BY time"));
    }

    [Fact]
    public void QuartersWeeksAndIndianHours_BeginWhereTheyShould()
    {
        // Windows of more files than Core reads in one query.
        _site.Server.Faults.QueryFileLimit = 0;
        _site.Downsample("load -Every 1q -Aggregate count -Start 2026-01-01 -Now 2026-10-15 -TargetMeasurement quarters");
        _site.Downsample("load -Every 1w -Aggregate count -Start 2026-01-01 -Now 2026-01-20 -TargetMeasurement weeks");
        _site.Downsample("load -Every 1h -TimeZone Asia/Kolkata -Aggregate count -Start 2026-01-01T00:00:00Z -Now 2026-01-01T02:00:00Z -TargetMeasurement kolkata");

        Assert.Equal(["2026-01-01T00:00:00Z,4320", "2026-04-01T00:00:00Z,4368", "2026-07-01T00:00:00Z,4416"], _site.Query("office_hourly", "SELECT time, v FROM quarters ORDER BY time"));
        Assert.Equal(["2026-01-05T00:00:00Z,336", "2026-01-12T00:00:00Z,336"], _site.Query("office_hourly", "SELECT time, v FROM weeks ORDER BY time"));
        Assert.Equal(["2026-01-01T00:30:00Z,2"], _site.Query("office_hourly", "SELECT time, v FROM kolkata ORDER BY time"));
    }

    private string[] Days(string from, string to)
        => _site.Query("office_hourly", $"SELECT time, v FROM load WHERE time >= '{from}' AND time < '{to}' ORDER BY time");
}
