using System.Globalization;
using System.Text;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.PointRanges;

/// <summary>Three years of hourly points, 26,304 files, of which InfluxDB 3 Core reads 431 at once: what one pass over the lines that were written gives.</summary>
[Collection(AloneCollection.Name)]
public sealed class LongRangeTests : IAsyncLifetime
{
    private const int Hours = 1096 * 24;
    private const long Hour = 3_600_000_000_000;
    private const long First = 1_672_531_200_000_000_000;
    private const long AllowedGrowth = 30_000_000;

    private readonly List<(long Time, string Room, double Value)> _written = [];
    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await DownsampleSite.StartAsync();
        using HttpClient http = new() { BaseAddress = _site.Server.Address };
        foreach (int[] hours in Enumerable.Range(0, Hours).Chunk(Hours / 2))
        {
            var body = new StringBuilder();
            foreach ((int hour, string room) in hours.SelectMany(hour => hour % 3 == 0 ? new[] { (hour, "attic"), (hour, "hall") } : [(hour, "hall")]))
            {
                double value = (hour % 1000) + (room.Length / 10.0);
                _written.Add((First + (hour * Hour), room, value));
                body.Append(CultureInfo.InvariantCulture, $"long,room={room} v={value} {First + (hour * Hour)}\n");
            }

            using var content = new StringContent(body.ToString());
            using HttpResponseMessage answer = await http.PostAsync(new Uri("api/v3/write_lp?db=office&precision=nanosecond", UriKind.Relative), content);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public void All_points_come_in_order_in_few_queries_and_with_flat_memory()
    {
        _site.Engine.Run("Invoke-InfluxQuery 'SELECT * FROM long' -Connection raw").FailWith("QueryTooLarge");
        string[] expected = [.. _written.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Time} {row.Room} {row.Value}"))];
        const string Text = "\"$($_.GetNanoseconds('time')) $($_.room) $($_.v)\"";

        string[] read = [];
        Assert.InRange(Queries(() => read = _site.Engine.Run($"Get-InfluxPoints long -Connection raw | ForEach-Object {{ {Text} }}").Succeed().Texts), 62, 90);
        Assert.Equal(expected, read);

        // From the other end, and looked at on the way.
        Answer descending = _site.Engine.Run("""
            $script:seen = 0
            $script:inUse = @()
            Get-InfluxPoints long -Descending -Connection raw | ForEach-Object { if (++$script:seen % 5000 -eq 0) { $script:inUse += [GC]::GetTotalMemory($true) } }
            $script:seen
            $script:inUse
            """).Succeed();
        Assert.Equal(expected.Length, descending.Values[0]);
        long[] inUse = [.. descending.Values.Skip(1).Cast<long>()];
        Assert.InRange(inUse.Max() - inUse[0], long.MinValue, AllowedGrowth);
    }

    [Fact]
    public async Task What_has_enough_asks_no_more()
    {
        // Ends the pipeline as soon as the first point is there; of the reading, no more than a few pieces can be on their way.
        Assert.InRange(Queries(() => _site.Engine.Run("Get-InfluxPoints long -Connection raw | Select-Object -First 1").Succeed()), 4, 16);

        using (RunningScript script = _site.Engine.Start("Get-InfluxPoints long -ChunkSize 1d -Connection raw"))
        {
            await script.FirstOutput.WaitAsync(TimeSpan.FromSeconds(30));
            await script.StopAsync().WaitAsync(TimeSpan.FromSeconds(1));
            Assert.Empty(script.Errors);
        }

        // A row of long ago and one of today: what lies between is jumped over.
        await _site.WriteAsync("office", "sparse v=1@1975-01-01T10:00:00Z", "sparse v=2@2026-08-10T10:30:00Z");
        Answer sparse = null!;
        Assert.InRange(Queries(() => sparse = _site.Engine.Run("Get-InfluxPoints sparse -Connection raw | ForEach-Object v")), 3, 20);
        Assert.Equal(["1", "2"], sparse.Succeed().Texts);
        _site.Server.Faults.NoParquetFiles = true;
        Assert.InRange(Queries(() => sparse = _site.Engine.Run("Get-InfluxPoints sparse -Descending -Connection raw | ForEach-Object v")), 3, 20);
        Assert.Equal(["2", "1"], sparse.Succeed().Texts);
    }

    private int Queries(Action action)
    {
        int before = _site.Server.Requests.Entries.Count;
        action();
        return _site.Server.Requests.Entries.Skip(before).Count(request => request.Path.StartsWith("/arrow.", StringComparison.Ordinal));
    }
}
