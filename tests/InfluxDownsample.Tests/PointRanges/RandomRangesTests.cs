using System.Globalization;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using Xunit.Abstractions;

namespace InfluxDownsample.Tests.PointRanges;

/// <summary>
/// Get-InfluxPoints over random tables, ranges, pieces and limits, against the rows that were written: all of them, once, in order. The seed stands in each
/// failure; with it in the variable RANDOM_RANGES_SEED the same are drawn.
/// </summary>
public sealed class RandomRangesTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Tables = 5;
    private const int ReadsPerTable = 8;

    private static readonly long[] s_steps = [1, 1_000_000_000, 60_000_000_000, 600_000_000_000, 3_600_000_000_000, 86_400_000_000_000];
    private static readonly string?[] s_rooms = ["a", "b", "Ä c", null];

    private readonly int _seed = int.TryParse(Environment.GetEnvironmentVariable("RANDOM_RANGES_SEED"), CultureInfo.InvariantCulture, out int given)
        ? given
        : Random.Shared.Next(1_000_000);

    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        output.WriteLine($"Seed {_seed}");
        // So few that nearly every piece has several batches.
        _site = await DownsampleSite.StartAsync(TestServers.Options with { RowsPerBatch = 5 });
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task Every_row_comes_once_and_in_order()
    {
        for (int table = 0; table < Tables; table++)
        {
            var random = new Random((_seed * 100) + table);
            Row[] rows = Draw(random);
            await WriteAsync($"t{table}", rows);
            for (int read = 0; read < ReadsPerTable; read++)
            {
                Read(random, $"t{table}", rows);
            }
        }
    }

    private void Read(Random random, string table, Row[] rows)
    {
        long? start = End(random, rows);
        long? stop = End(random, rows);
        (start, stop) = start > stop ? (stop, start) : (start, stop);
        stop = start == stop ? null : stop;
        bool descending = random.Next(2) == 0;
        int? first = random.Next(3) == 0 ? random.Next(1, rows.Length + 3) : null;
        // A tag that no row has is no column, and refused as a filter.
        (string where, Func<Row, bool> passes) = Pick<(string, Func<Row, bool>)>(random, ("", _ => true), ("", _ => true),
            rows.Any(row => row.Room is not null) ? ("@{ room = 'a', $null }", row => row.Room is "a" or null) : ("", _ => true),
            rows.Any(row => row.Floor is not null) ? ("@{ floor = '1'; i = 1, 2 }", row => row.Floor == "1" && row.I is 1 or 2) : ("", _ => true));
        string chunk = Pick(random, "", "", "1h", "1d", "30d", "1y");
        bool isBatch = random.Next(3) == 0;
        _site.Server.Faults.QueryFileLimit = random.Next(3) == 0 ? 432 : random.Next(3, 40);
        _site.Server.Faults.ResetQueriesAfterBatches = 2;
        _site.Server.Faults.ResetQueries = random.Next(9) == 0 ? 2 : 0;
        string script = $"Get-InfluxPoints {table} -Connection raw" + Time("Start", start) + Time("Stop", stop) + (descending ? " -Descending" : "")
            + (first is null ? "" : $" -First {first}") + (where.Length == 0 ? "" : $" -Where {where}") + (chunk.Length == 0 ? "" : $" -ChunkSize {chunk}")
            + (isBatch ? " -AsBatch | ForEach-Object GetPoints" : "");

        int before = _site.Server.Requests.Entries.Count;
        Answer answer = _site.Engine.Run(script + " | ForEach-Object { \"$($_.GetNanoseconds('time'))|$($_.floor)|$($_.room)|$($_.f)|$($_.i)\" }");

        int queries = _site.Server.Requests.Entries.Count - before;
        IEnumerable<Row> expected = rows.Where(row => row.Time >= (start ?? long.MinValue) && row.Time < (stop ?? long.MaxValue) && passes(row));
        IOrderedEnumerable<Row> ordered = descending ? expected.OrderByDescending(row => row.Time) : expected.OrderBy(row => row.Time);
        // Of one time, in the order of the tags; none is behind all others.
        string[] texts = [.. ordered.ThenBy(row => row.Floor ?? "\uFFFF", StringComparer.Ordinal).ThenBy(row => row.Room ?? "\uFFFF", StringComparer.Ordinal)
            .Take(first ?? int.MaxValue).Select(row => row.ToString())];
        Assert.True(answer.Errors.Count == 0 && texts.SequenceEqual(answer.Texts), $"Seed {_seed}: {script}, limit {_site.Server.Faults.QueryFileLimit}, resets {_site.Server.Faults.ResetQueries}\n"
            + $"{string.Join('\n', answer.Errors)}\nexpected {texts.Length}: {string.Join(' ', texts.Take(20))}\ncame {answer.Texts.Length}: {string.Join(' ', answer.Texts.Take(20))}");
        // However few files a query may read and however far rows lie apart.
        Assert.True(queries <= 100 + (5 * rows.Length), $"Seed {_seed}: {script}, limit {_site.Server.Faults.QueryFileLimit} took {queries} queries.");
    }

    // Up to four clusters in twelve years, some of rows far apart, some of many at once.
    private static Row[] Draw(Random random)
    {
        List<Row> rows = [];
        for (int cluster = random.Next(1, 5); cluster > 0; cluster--)
        {
            long time = 1_500_000_000_000_000_000 + random.NextInt64(400_000_000_000_000_000);
            long step = Pick(random, s_steps);
            for (int count = random.Next(1, 70); count > 0; count--)
            {
                time += random.Next(3) * step;
                rows.Add(new Row(time, Pick(random, "1", null), Pick(random, s_rooms), random.Next(4) == 0 ? null : random.Next(20) / 2.0, random.Next(5)));
            }
        }

        return [.. rows.DistinctBy(row => (row.Time, row.Floor, row.Room))];
    }

    private async Task WriteAsync(string table, Row[] rows)
    {
        using HttpClient http = new() { BaseAddress = _site.Server.Address };
        string body = string.Join('\n', rows.Select(row => row.Line(table)));
        using HttpResponseMessage answer = await http.PostAsync(new Uri("api/v3/write_lp?db=office&precision=nanosecond", UriKind.Relative), new StringContent(body));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    // None, that of a row, the one after it, or any.
    private static long? End(Random random, Row[] rows) => random.Next(4) switch
    {
        0 => null,
        1 => Pick(random, rows).Time,
        2 => Pick(random, rows).Time + 1,
        _ => 1_400_000_000_000_000_000 + random.NextInt64(600_000_000_000_000_000),
    };

    private static string Time(string parameter, long? time)
        => time is { } known ? $" -{parameter} {DateTime.UnixEpoch.AddTicks(known / 100).ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture)}{known % 100:00}Z" : "";

    private static T Pick<T>(Random random, params T[] items) => items[random.Next(items.Length)];

    private sealed record Row(long Time, string? Floor, string? Room, double? F, long I)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Time}|{Floor}|{Room}|{F}|{I}");

        public string Line(string table)
            => string.Create(CultureInfo.InvariantCulture, $"{table}{(Floor is null ? "" : $",floor={Floor}")}{(Room is null ? "" : $",room={Room.Replace(" ", "\\ ", StringComparison.Ordinal)}")} ")
                + string.Create(CultureInfo.InvariantCulture, $"i={I}i{(F is { } f ? string.Create(CultureInfo.InvariantCulture, $",f={f}") : "")} {Time}");
    }
}
