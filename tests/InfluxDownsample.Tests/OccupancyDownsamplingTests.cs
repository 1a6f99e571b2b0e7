using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests;

/// <summary>The example scripts on the real data, against an independent calculation from the published CSV.</summary>
public sealed class OccupancyDownsamplingTests : IAsyncLifetime, IDisposable
{
    private readonly HostedEngine _engine = new();
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options with { Token = "secret" });
        _engine.Set("token", "secret");
        _engine.Set("server", _server.Address);
        _engine.Set("sample", Path.Combine(Checkout.Root, "module", "examples", "occupancy", "occupancy.lp.gz"));
        _engine.Run($"""
            Connect-InfluxDatabase -Name raw -Uri {_server.Address} -Database office -Token $token
            Import-InfluxLineProtocol $sample -Connection raw
            """).Succeed();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("office-hourly.ps1", "occupancy_1h")]
    [InlineData("office-hourly-batch.ps1", "occupancy_1h_batch")]
    public void Hourly_means_equal_a_calculation_from_the_csv_in_both_languages(string script, string measurement)
    {
        SortedDictionary<DateTime, double[]> expected = OccupancyCsv.HourlyMeans();
        IReadOnlyList<PSObject> results = RunExample(script);

        IReadOnlyList<PSObject> sql = ReadBack(measurement);
        Assert.Equal(expected.Keys, sql.Select(TimeOf));
        Assert.All(sql, row => Assert.Equal("office", row.Properties["room"].Value));
        foreach (PSObject row in sql)
        {
            Assert.Equal(["co2", "humidity", "room", "temperature", "time"], row.Properties.Select(property => property.Name));
            for (int i = 0; i < OccupancyCsv.MeanColumns.Length; i++)
            {
                double mean = expected[TimeOf(row)][i];
                Assert.Equal(mean, (double)row.Properties[OccupancyCsv.MeanColumns[i]].Value, Math.Abs(mean) * 1e-9);
            }
        }

        // The same points, to the last bit.
        Assert.Equal(sql.Select(row => row.ToString()), ReadBack(measurement + "_iql").Select(row => row.ToString()));

        // SQL gives no row for an hour without data. InfluxQL gives one whose fields are all null, from the range's start to its end.
        int hours = (int)(new DateTime(2015, 2, 19) - new DateTime(2015, 2, 2)).TotalHours;
        AssertCounts(results[^2], received: expected.Count, written: expected.Count, skipped: 0);
        AssertCounts(results[^1], received: hours, written: expected.Count, skipped: hours - expected.Count);
    }

    [Fact]
    public void The_gaps_of_7_and_29_hours_are_real_and_have_no_points()
    {
        RunExample("office-hourly.ps1");

        DateTime[] stamps = [.. ReadBack("occupancy_1h_iql").Select(TimeOf)];
        TimeSpan[] gaps = [.. stamps.Zip(stamps.Skip(1), (left, right) => right - left).Where(step => step > TimeSpan.FromHours(1))];

        Assert.Equal([TimeSpan.FromHours(7), TimeSpan.FromHours(29)], gaps);
    }

    [Fact]
    public void The_last_24_hours_give_the_same_points_in_both_languages()
    {
        RunExample("office-last-24-hours.ps1");

        IReadOnlyList<PSObject> sql = ReadBack("occupancy_24h");
        Assert.InRange(sql.Count, 24, 25);
        Assert.InRange(TimeOf(sql[^1]), DateTime.UtcNow.AddHours(-2), DateTime.UtcNow);
        Assert.Equal(sql.Select(row => row.ToString()), ReadBack("occupancy_24h_iql").Select(row => row.ToString()));
    }

    [Fact]
    public void The_last_24_whole_hours_are_whole()
    {
        RunExample("office-last-24-hours.ps1");

        IReadOnlyList<PSObject> sql = ReadBack("occupancy_24h_whole");
        DateTime stop = (DateTime)_engine.Get("stop")!;
        Assert.Equal(Enumerable.Range(-24, 24).Select(hour => stop.AddHours(hour)), sql.Select(TimeOf));
        Assert.Equal(sql.Select(row => row.ToString()), ReadBack("occupancy_24h_whole_iql").Select(row => row.ToString()));
    }

    [Fact]
    public void The_pipeline_of_the_readme_writes_24_complete_hours()
    {
        string readme = File.ReadAllText(Path.Combine(Checkout.Root, "README.md")).ReplaceLineEndings("\n");
        string pipeline = readme[readme.IndexOf("$sql = @'", StringComparison.Ordinal)..].Split("```")[0];
        // A row a minute for 27 hours, whose value is the number of the minute in its hour: the mean of a whole hour is 29.5.
        _engine.Run($$"""
            Connect-InfluxDatabase -Name downsampled -Uri {{_server.Address}} -Database office_hourly -Token $token
            $now = [datetime]::UtcNow
            $minute = $now.Date.AddMinutes([math]::Floor($now.TimeOfDay.TotalMinutes))
            0..1620 | ForEach-Object { $time = $minute.AddMinutes(-$_); [pscustomobject]@{ time = $time; room = 'office'; temperature = [double]$time.Minute; humidity = 1.0; co2 = 1.0 } } |
                Write-InfluxPoints -Measurement occupancy -TagColumn room -Connection raw
            """).Succeed();

        _engine.Run(pipeline).Succeed();

        IReadOnlyList<PSObject> hours = ReadBack("occupancy_1h");
        Assert.Equal(24, hours.Count);
        Assert.All(hours, hour => Assert.Equal(29.5, (double)hour.Properties["temperature"].Value, 1e-9));
    }

    private IReadOnlyList<PSObject> RunExample(string file)
    {
        string script = File.ReadAllText(Path.Combine(Checkout.Root, "module", "examples", file));
        return _engine.Run(script).Succeed().Output;
    }

    private IReadOnlyList<PSObject> ReadBack(string measurement) =>
        _engine.Run($"Invoke-InfluxQuery 'SELECT * FROM {measurement} ORDER BY time' -Connection downsampled").Succeed().Output;

    private static DateTime TimeOf(PSObject row) => (DateTime)row.Properties["time"].Value;

    private static void AssertCounts(PSObject result, long received, long written, long skipped)
    {
        Assert.Equal(received, Count("PointsReceived"));
        Assert.Equal(written, Count("PointsWritten"));
        Assert.Equal(skipped, Count("PointsSkipped"));

        long Count(string property) => Convert.ToInt64(result.Properties[property].Value, CultureInfo.InvariantCulture);
    }
}
