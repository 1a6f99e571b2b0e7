using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Queries;

/// <summary>The server puts each row into the window that the module's own grid says, over changes of clocks too: a run plans with the one and reads with the other.</summary>
public sealed class DownsampleWindowTests : IClassFixture<DownsampleWindowTests.Data>
{
    private readonly Data _data;

    public DownsampleWindowTests(Data data) => _data = data;

    [Theory]
    [InlineData("1h", "UTC")]
    [InlineData("7m", "UTC")]
    [InlineData("1d", "UTC")]
    [InlineData("1w", "UTC")]
    [InlineData("2w", "UTC")]
    [InlineData("1h", "UTC", "2026-01-01T00:10:00Z")]
    [InlineData("1d", "UTC", "2026-01-01T06:00:00Z")]
    [InlineData("15m", "Europe/Berlin")]
    [InlineData("1h", "Europe/Berlin")]
    [InlineData("6h", "Europe/Berlin")]
    [InlineData("1d", "Europe/Berlin")]
    [InlineData("1w", "Europe/Berlin")]
    [InlineData("1d", "Europe/Berlin", "2026-01-01T05:00:00Z")]
    [InlineData("1h", "Asia/Kolkata")]
    [InlineData("1d", "Asia/Kolkata")]
    [InlineData("1d", "America/New_York")]
    [InlineData("1d", "W. Europe Standard Time")]
    public void Windows_are_those_of_the_grid_in_both_languages(string every, string zone, string? origin = null)
    {
        foreach (string language in new[] { "Sql", "InfluxQL" })
        {
            Check(every, zone, origin, language);
        }
    }

    [Theory]
    [InlineData("1mo", "UTC")]
    [InlineData("1q", "UTC")]
    [InlineData("1y", "UTC")]
    [InlineData("5mo", "UTC")]
    [InlineData("1y", "UTC", "2020-04-01T00:00:00Z")]
    [InlineData("1mo", "Europe/Berlin")]
    [InlineData("1q", "Europe/Berlin")]
    [InlineData("1y", "Europe/Berlin")]
    [InlineData("2mo", "Europe/Berlin")]
    [InlineData("1mo", "Asia/Kolkata", "2026-01-14T18:30:00Z")]
    public void Windows_of_months_are_those_of_the_grid(string every, string zone, string? origin = null) => Check(every, zone, origin, "Sql");

    [Fact]
    public void A_day_has_as_many_hours_as_its_clock_says()
    {
        string[] days = [.. _data.Engine.Run("New-InfluxDownsampleQuery clock -Every 1d -TimeZone Europe/Berlin -Aggregate count | Invoke-InfluxQuery | ForEach-Object { \"$($_.time.ToString('s')) $($_.v)\" }").Succeed().Texts];

        // Four rows an hour, and the daily ones at 22:41 UTC: one on the 28th of March, none on the 29th, two on the 25th of October.
        Assert.Contains("2026-03-27T23:00:00 97", days);
        Assert.Contains("2026-03-28T23:00:00 92", days);
        Assert.Contains("2026-10-24T22:00:00 102", days);
    }

    private void Check(string every, string zone, string? origin, string language)
    {
        string more = origin is null ? "" : $"-Origin {origin}";
        Answer answer = _data.Engine.Run($$"""
            New-InfluxDownsampleQuery clock -Every {{every}} -TimeZone '{{zone}}' {{more}} -Start 2026-01-01T00:00:00Z -Stop 2027-01-01T00:00:00Z -Aggregate count -Language {{language}} |
                Invoke-InfluxQuery | ForEach-Object { "$($_.GetNanoseconds('time')) $($_.v)" }
            """).Succeed();

        WindowGrid grid = new(InfluxDuration.Parse(every, "Every"), zone, origin is null ? null : TimeExpression.Parse(origin, 0, null, "Origin"));
        IEnumerable<string> expected = Data.Times.GroupBy(grid.Floor).OrderBy(window => window.Key).Select(window => $"{window.Key} {window.Count()}");
        Assert.Equal([language, .. expected], [language, .. answer.Texts]);
    }

    /// <summary>A row every 15 minutes around the changes of clocks of 2026, and one a day through the year.</summary>
    public sealed class Data : IAsyncLifetime
    {
        private const long Minute = 60_000_000_000;

        public static IReadOnlyList<long> Times { get; } =
        [
            .. Every(new DateTime(2026, 3, 1), new DateTime(2026, 4, 3), 15)
                .Concat(Every(new DateTime(2026, 10, 20), new DateTime(2026, 11, 4), 15))
                .Concat(Every(new DateTime(2026, 1, 1, 22, 41, 0), new DateTime(2026, 12, 31), 24 * 60)),
        ];

        public HostedEngine Engine { get; } = new();

        private LocalServerHost? _server;

        public async Task InitializeAsync()
        {
            // One query over a year of rows shows the windows of the year; a server that holds them in files wants it in pieces.
            _server = await LocalServerHost.StartAsync(TestServers.Options with { QueryFileLimit = 0 });
            using HttpClient http = new() { BaseAddress = _server.Address };
            using StringContent lines = new(string.Concat(Times.Select(time => $"clock v=1i {time}\n")));
            (await http.PostAsync(new Uri("api/v3/write_lp?db=db&precision=nanosecond", UriKind.Relative), lines)).EnsureSuccessStatusCode();
            Engine.Run($"Connect-InfluxDatabase {_server.Address} db").Succeed();
        }

        public async Task DisposeAsync()
        {
            Engine.Dispose();
            await _server!.DisposeAsync();
        }

        private static IEnumerable<long> Every(DateTime from, DateTime to, int minutes)
        {
            long start = (from - DateTime.UnixEpoch).Ticks * 100;
            return Enumerable.Range(0, (int)((to - from).TotalMinutes / minutes)).Select(step => start + (step * minutes * Minute));
        }
    }
}
