using System.Globalization;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>Tiers of downsampling: minutes to hours to days.</summary>
public sealed class TierTests : IAsyncLifetime
{
    private const string Days = "-Start 2026-01-01 -Now 2026-01-04";

    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await DownsampleSite.StartAsync();
        var random = new Random(11);
        DateTime start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        // Three days of minutes with uneven counts: some minutes have one row, some ten, some none.
        List<string> lines = [];
        for (int minute = 0; minute < 3 * 1440; minute++)
        {
            int rows = random.Next(4) == 0 ? 0 : random.Next(10) + 1;
            for (int row = 0; row < rows; row++)
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture,
                    $"raw,room=r{random.Next(2)} v={random.NextDouble() * 1000},n={random.Next(-50, 50)}i@{Text(start.AddMinutes(minute).AddSeconds(row))}"));
            }
        }

        await _site.WriteAsync("office", lines);
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public void DailyMeansFromRollups_EqualMeansOverRaw()
    {
        _site.Downsample($"raw -Every 1m -Aggregate rollup -TargetMeasurement minutes {Days}");
        Hourly("minutes -Every 1h -Aggregate rollup -TargetMeasurement hours");
        Hourly("hours -Every 1d -Aggregate count,sum,min,max,mean -TargetMeasurement days");

        string[] expected = _site.Query("office", """
            SELECT date_bin(INTERVAL '1 day', time) AS time, room, count(v) AS c, sum(n) AS sn, min(v) AS lo, max(v) AS hi FROM raw GROUP BY 1, room ORDER BY 1, room
            """);
        Assert.Equal(6, expected.Length);
        Assert.Equal(expected, _site.Query("office_hourly", "SELECT time, room, v_count, n_sum, v_min, v_max FROM days ORDER BY time, room"));
        foreach (string field in new[] { "v", "n" })
        {
            double[] raw = Numbers("office", $"SELECT date_bin(INTERVAL '1 day', time) AS time, room, avg({field}) AS mean FROM raw GROUP BY 1, room ORDER BY 1, room");
            double[] tier = Numbers("office_hourly", $"SELECT time, room, {field}_mean FROM days ORDER BY time, room");
            Assert.All(raw.Zip(tier), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-9 * Math.Max(1, Math.Abs(pair.First))));
        }
    }

    [Fact]
    public void AMeanOfMeans_IsRefusedWithoutForce()
    {
        _site.Downsample($"raw -Every 1h -TargetMeasurement hours {Days}");

        Answer refused = Tier("hours -Every 1d -TargetMeasurement days");

        Assert.Contains("holds means over 1h", refused.FailWith("TierInvalid").ToString(), StringComparison.Ordinal);
        Assert.Equal(3, Count(Result(Tier("hours -Every 1d -TargetMeasurement days -Force").Succeed()), "WindowsWritten"));
        Assert.Equal(3, Count(Result(Tier("hours -Every 1d -TargetMeasurement maxima -Aggregate max").Succeed()), "WindowsWritten"));
    }

    [Fact]
    public void ATierIsAWholeMultipleOfTheOneBelow()
    {
        _site.Downsample($"raw -Every 1h -Aggregate rollup -TargetMeasurement hours {Days}");

        Assert.Contains("90m is no whole multiple", Tier("hours -Every 90m -Aggregate rollup -TargetMeasurement x").FailWith("TierInvalid").ToString(), StringComparison.Ordinal);
    }

    private void Hourly(string parameters) => Assert.Equal("Completed", Status(Result(Tier(parameters).Succeed())));

    private Answer Tier(string parameters) => _site.Engine.Run($"Invoke-InfluxDownsample -Source hourly {parameters} {Days}");

    private double[] Numbers(string database, string sql) => [.. _site.Query(database, sql).Select(row => double.Parse(row.Split(',')[2], CultureInfo.InvariantCulture))];
}
