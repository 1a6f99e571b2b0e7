using System.Diagnostics;
using System.Globalization;
using InfluxDownsample.LocalServer.Faults;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using Xunit.Abstractions;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>A backfill whose process is killed again and again ends with the right target.</summary>
[LongTests]
public sealed class KilledRunTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int DaysOfMinutes = 60;
    private const int FirstDays = 40;
    private static readonly DateTime s_start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly Random _temperatures = new(60);
    private int _days;

    private readonly MovableClock _clock = new();
    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await DownsampleSite.StartAsync(TestServers.Options with { Clock = _clock });
        await AddDaysAsync(FirstDays);
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Theory]
    [InlineData("", 1, 20)]
    [InlineData("newest", 2, 20)]
    [InlineData("either", 3, 10)]
    public async Task KilledAtRandomMoments_ItStillCompletes(string order, int seed, int kills)
    {
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        for (int kill = 0; kill < kills; kill++)
        {
            // A run makes about a dozen requests before its first chunk and two for each, so that the last kill still comes before the end.
            await KillAfterAsync(random.Next(1, 38), order == "either" ? random.Next(2) == 0 ? "newest" : "" : order);
            if (_days < DaysOfMinutes)
            {
                await AddDaysAsync(1);
            }

            // The lock of the dead run is stale two minutes later, by the server's clock.
            _clock.Advance(TimeSpan.FromMinutes(3));
        }

        await AddDaysAsync(DaysOfMinutes - _days);
        using Process last = Start(order == "either" ? "" : order);
        string said = await last.StandardOutput.ReadToEndAsync() + await last.StandardError.ReadToEndAsync();
        await last.WaitForExitAsync();

        output.WriteLine(said);
        Assert.True(last.ExitCode == 0, said);
        Assert.StartsWith("Completed", said, StringComparison.Ordinal);
        Assert.InRange(int.Parse(said[(said.IndexOf("peakMB=", StringComparison.Ordinal) + 7)..], CultureInfo.InvariantCulture), 1, 300);
        const string Range = "time >= '2026-01-01T00:00:00Z' AND time < '2026-03-02T00:00:00Z'";
        string[] expected = _site.Query("office", $"SELECT date_bin(INTERVAL '10 minutes', time) AS time, room, avg(temperature) AS temperature FROM occupancy WHERE {Range} GROUP BY 1, room ORDER BY room, 1");
        Assert.Equal(DaysOfMinutes * 144 * 2, expected.Length);
        Assert.Equal(expected, _site.Query("office_hourly", "SELECT time, room, temperature FROM occupancy ORDER BY room, time"));
    }

    // Rows come in while runs are killed.
    private async Task AddDaysAsync(int days)
    {
        foreach (int[] minutes in Enumerable.Range(_days * 1440, days * 1440).Chunk(20_000))
        {
            await _site.WriteAsync("office", minutes.Select(minute => string.Create(CultureInfo.InvariantCulture,
                $"occupancy,room={(minute % 2 == 0 ? "office" : "lab")} temperature={20 + _temperatures.NextDouble()}@{Text(s_start.AddMinutes(minute))}")));
        }

        _days += days;
    }

    private async Task KillAfterAsync(int requests, string order)
    {
        HashSet<LoggedRequest> before = new(_site.Server.Requests.Entries, ReferenceEqualityComparer.Instance);
        HashSet<LoggedRequest> made = new(ReferenceEqualityComparer.Instance);
        using CancellationTokenSource ended = new();
        using Process run = Start(order);
        Task enough = _site.Server.Requests.WaitForAsync(request => !before.Contains(request) && made.Add(request) && made.Count >= requests, ended.Token);
        await Task.WhenAny(enough, run.WaitForExitAsync());

        await ended.CancelAsync();
        run.Kill();
        await run.WaitForExitAsync();
    }

    private Process Start(string order)
    {
        string folder = AppContext.BaseDirectory.Replace("InfluxDownsample.Tests", "InfluxDownsample.Backfill", StringComparison.Ordinal);
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(folder, "InfluxDownsample.Backfill.dll"), _site.Server.Address.ToString(), "office", "office_hourly", "occupancy", "10m", Text(s_start.AddDays(_days)), "200" },
        };
        if (order.Length > 0)
        {
            start.ArgumentList.Add(order);
        }

        return Process.Start(start)!;
    }
}
