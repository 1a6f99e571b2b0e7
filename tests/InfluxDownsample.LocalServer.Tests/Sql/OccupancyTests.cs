using System.Globalization;
using System.IO.Compression;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Sql;

/// <summary>Real data with gaps of 7 and 29 hours: means, fills and selectors against a plain calculation over the published CSV.</summary>
public sealed class OccupancyTests : IAsyncLifetime, IDisposable
{
    private const long Hour = 3_600_000_000_000;
    private const string Range = "time >= '2015-02-02T00:00:00Z' and time < '2015-02-19T00:00:00Z'";

    private readonly SqlDatabase _database = new();
    private ILookup<long, Row> _hours = null!;

    private sealed record Row(long Time, double Temperature, double Co2, long Occupied);

    public async Task InitializeAsync()
    {
        using StreamReader reader = new(new GZipStream(File.OpenRead(Path.Combine(Root(), "tests", "data", "occupancy", "occupancy.csv.gz")), CompressionMode.Decompress));
        Assert.StartsWith("time,temperature,humidity,light,co2,", await reader.ReadLineAsync(), StringComparison.Ordinal);
        string[] lines = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Row[] rows = [.. lines.Select(line => line.Split(',')).Select(f => new Row(SqlDatabase.At(f[0]), Number(f[1]), Number(f[4]), long.Parse(f[6], CultureInfo.InvariantCulture)))];
        _hours = rows.OrderBy(row => row.Time).ToLookup(row => row.Time - (row.Time % Hour));
        await _database.WriteAsync(rows.Select(row => FormattableString.Invariant($"occupancy,room=office temperature={row.Temperature:R},co2={row.Co2:R},occupied={row.Occupied}i {row.Time}")));
    }

    public void Dispose() => _database.Dispose();

    public Task DisposeAsync()
    {
        Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task HourlyMeansAndSelectors()
    {
        SqlResult result = await _database.QueryAsync(
            $"""
            select date_bin(interval '1 hour', time) as time, room, avg(temperature) as t, avg(co2) as c, sum(occupied) as o, count(*) as n,
              selector_first(co2, time)['value'] as f, selector_last(co2, time)['value'] as l, selector_max(temperature, time)['time'] as mt, median(co2) as m
            from occupancy where {Range} group by 1, room order by 1
            """);
        Assert.Equal(_hours.Select(hour => hour.Key), result.Column("time").Cast<long>());
        foreach (object?[] row in result.Rows)
        {
            Row[] hour = [.. _hours[(long)row[0]!]];
            Assert.Equal(hour.Average(r => r.Temperature), (double)row[2]!, 1e-9);
            Assert.Equal(hour.Average(r => r.Co2), (double)row[3]!, 1e-9);
            Assert.Equal((hour.Sum(r => r.Occupied), hour.LongLength), ((long)row[4]!, (long)row[5]!));
            Assert.Equal((hour[0].Co2, hour[^1].Co2), ((double)row[6]!, (double)row[7]!));
            Assert.Equal(hour.MaxBy(r => r.Temperature)!.Time, (long)row[8]!);
            double[] sorted = [.. hour.Select(r => r.Co2).Order()];
            Assert.Equal((sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, (double)row[9]!, 1e-9);
        }
    }

    [Fact]
    public async Task GapsAreFilled()
    {
        SqlResult result = await _database.QueryAsync(
            $"select date_bin_gapfill(interval '1 hour', time) as time, avg(co2) as plain, locf(max(co2)) as carried, interpolate(avg(temperature)) as line, count(*) as n from occupancy where {Range} group by 1 order by 1");
        Assert.Equal(17 * 24, result.Rows.Count);
        long[] known = [.. _hours.Select(hour => hour.Key)];
        double? carried = null;
        foreach (object?[] row in result.Rows)
        {
            long time = (long)row[0]!;
            carried = _hours.Contains(time) ? _hours[time].Max(r => r.Co2) : carried;
            Assert.Equal(_hours.Contains(time), row[1] is not null);
            Assert.Equal(carried, row[2]);
            Assert.Equal(_hours[time].LongCount(), row[4]);
            AssertLine(known, time, (double?)row[3]);
        }
    }

    private void AssertLine(long[] known, long time, double? line)
    {
        double Mean(long hour) => _hours[hour].Average(r => r.Temperature);
        (long[] before, long[] after) = ([.. known.Where(hour => hour <= time)], [.. known.Where(hour => hour >= time)]);
        if (before.Length == 0 || after.Length == 0)
        {
            Assert.Null(line);
            return;
        }

        (long start, long end) = (before[^1], after[0]);
        double expected = start == end ? Mean(start) : Mean(start) + ((Mean(end) - Mean(start)) * (time - start) / (end - start));
        Assert.Equal(expected, line!.Value, 1e-9);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "InfluxDownsample.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException("the checkout's root");
    }
}
