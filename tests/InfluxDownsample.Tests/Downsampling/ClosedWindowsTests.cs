using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>Closed windows, each written once.</summary>
public sealed class ClosedWindowsTests : IAsyncLifetime
{
    private DownsampleSite _site = null!;

    public async Task InitializeAsync() => _site = await DownsampleSite.StartAsync();

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task WholeWindows_AreWrittenOnce_AndTheEdgesSkipped()
    {
        await RowsEveryMinute("2026-01-01T10:17:00Z", "2026-01-01T14:40:00Z");

        PSObject first = _site.Downsample("occupancy -Every 1h -Now 2026-01-01T14:45:00Z");

        Assert.Equal(
            ["2026-01-01T11:00:00Z,office,72.5", "2026-01-01T12:00:00Z,office,132.5", "2026-01-01T13:00:00Z,office,192.5"],
            _site.Query("office_hourly", "SELECT time, room, temperature FROM occupancy ORDER BY time"));
        Assert.Equal("Completed", Status(first));
        Assert.Equal((3L, 3L, 3L, 2L), (Count(first, "WindowsPlanned"), Count(first, "WindowsWritten"), Count(first, "PointsWritten"), Count(first, "WindowsSkipped")));
        Assert.Equal((1L, 1L), (Reasons(first)["PartialStart"], Reasons(first)["NotClosed"]));
        Assert.Equal(["2026-01-01T10:00:00Z PartialStart", "2026-01-01T14:00:00Z NotClosed"], Items(first, "Skipped").Select(item => item.ToString()));
        Assert.Equal("2026-01-01T14:00:00Z", Text(first.Properties["Watermark"].Value));
        Assert.Equal(("office/occupancy", "office_hourly/occupancy", "1h"), (first.Properties["Source"].Value, first.Properties["Target"].Value, first.Properties["Every"].Value));

        int writes = _site.Writes.Count();
        PSObject second = _site.Downsample("occupancy -Every 1h -Now 2026-01-01T14:45:00Z");

        Assert.Equal(("NothingToDo", 0L, 0L), (Status(second), Count(second, "WindowsPlanned"), Count(second, "PointsWritten")));
        Assert.Equal(writes, _site.Writes.Count());
    }

    private Task RowsEveryMinute(string from, string to) => _site.WriteAsync("office", Minutes(from, to).Select((time, minute) =>
        $"occupancy,room=office temperature={minute}@{Text(time)}"));

    private static IEnumerable<DateTime> Minutes(string from, string to)
    {
        DateTime end = DateTimeOffset.Parse(to, null).UtcDateTime;
        for (DateTime time = DateTimeOffset.Parse(from, null).UtcDateTime; time < end; time = time.AddMinutes(1))
        {
            yield return time;
        }
    }
}
