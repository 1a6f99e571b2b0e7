using CsCheck;
using NodaTime;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Sql;

/// <summary>Random points, and the same downsampling done slowly and plainly in C#.</summary>
public sealed class ReferenceCalculationTests : IDisposable
{
    private const long Start = 1_774_659_600_000_000_000; // 2026-03-28T01:00:00Z, a day before Berlin's clocks move
    private const long Hour = 3_600_000_000_000;

    private static readonly Gen<Point[]> s_points = Gen.Select(
        Gen.Int[0, 2], Gen.Long[0, 40 * Hour], Gen.Double[-1e6, 1e6].Nullable(), Gen.Long[-1_000, 1_000].Nullable(),
        (tag, offset, real, integer) => new Point(tag == 0 ? null : $"t{tag}", Start + offset, real, integer)).Array[0, 60].Select(Distinct);

    private sealed record Point(string? Tag, long Time, double? Real, long? Integer);

    private readonly SqlDatabase _database = new();
    private int _tables;

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task MeansSumsMediansAndSelectors() => await s_points.SampleAsync(
        async points =>
        {
            string table = await TableAsync(points);
            SqlResult result = await _database.QueryAsync(
                $"""
                select date_bin(interval '5 hours', time) as t, tag, avg(r) as a, sum(i) as s, median(i) as m, count(r) as c, min(r) as lo, max(i) as hi,
                  selector_first(r, time)['value'] as f, selector_last(i, time)['time'] as lt, selector_max(i, time)['time'] as mt, last_value(i order by time) as lv
                from {table} where time > '2000-01-01' group by 1, tag
                """);
            Assert.Equal(
                points.GroupBy(p => (Bin(p.Time, 5 * Hour), p.Tag)).Select(g => Expected(g.Key.Item1, g.Key.Tag, [.. g.OrderBy(p => p.Time)])).Order(StringComparer.Ordinal),
                result.Rows.Select(Text).Order(StringComparer.Ordinal));
        },
        iter: 40, threads: 1);

    [Fact]
    public async Task GapFilling() => await Gen.Select(s_points, Gen.Long[1, 12], Gen.Long[0, 30 * Hour], Gen.Long[1, 30 * Hour], Gen.Long[0, 5 * Hour]).SampleAsync(
        async (points, hours, from, length, origin) =>
        {
            string table = await TableAsync(points);
            (long width, long lower, long upper) = (hours * Hour, Start + from, Start + from + length);
            SqlResult result = await _database.QueryAsync(
                $"""
                select date_bin_gapfill(interval '{hours} hours', time, to_timestamp({origin})) as t, tag, max(r) as plain, locf(max(i)) as carried, interpolate(avg(r)) as line, count(*) as c
                from {table} where time >= to_timestamp({lower}) and time < to_timestamp({upper}) group by 1, tag
                """);
            Point[] inside = [.. points.Where(p => p.Time >= lower && p.Time < upper)];
            Assert.Equal(
                inside.GroupBy(p => p.Tag).SelectMany(series => Filled(series.Key, [.. series], lower, upper, width, origin)).Order(StringComparer.Ordinal),
                result.Rows.Select(Text).Order(StringComparer.Ordinal));
        },
        iter: 40, threads: 1);

    /// <summary>Every instant lies in the bin it is given, bins don't overlap, and the bin's start shows a multiple of the stride on the clock.</summary>
    [Fact]
    public async Task WallclockBins()
    {
        using SqlDatabase database = await SqlDatabase.WithAsync("m v=1 1");
        Gen<string> zones = Gen.OneOf("Europe/Berlin", "Australia/Lord_Howe", "America/New_York", "Asia/Kolkata", "America/St_Johns");
        await Gen.Select(zones, Gen.OneOf(1L, 2, 6, 24, 7 * 24), Gen.Long[946_684_800, 1_893_456_000].Array[20]).SampleAsync(
            async (zone, hours, instants) =>
            {
                DateTimeZone clock = DateTimeZoneProviders.Tzdb[zone];
                string values = string.Join(", ", instants.Select(s => $"({s}000000000)"));
                SqlResult result = await database.QueryAsync(
                    $"select x, date_bin_wallclock(interval '{hours} hours', tz(to_timestamp(x), '{zone}')) as b from (values {values}) as v(x)");
                foreach (object?[] row in result.Rows)
                {
                    (long instant, long bin) = ((long)row[0]! / 1_000_000_000, (long)row[1]! / 1_000_000_000);
                    Assert.True(bin <= instant, $"{zone}: {instant} lies before its bin {bin}");
                    LocalDateTime shown = Instant.FromUnixTimeSeconds(bin).InZone(clock).LocalDateTime;
                    long seconds = (long)Period.Between(new LocalDateTime(1970, 1, 1, 0, 0), shown, PeriodUnits.Seconds).Seconds;
                    long past = ((seconds % (hours * 3600)) + (hours * 3600)) % (hours * 3600);
                    // a start that the clock skips is shown as later by the width of the jump
                    Assert.True(past == 0 || clock.MapLocal(shown.PlusSeconds(-past)).Count == 0, $"{zone}: bin {shown} of {hours} h");
                    Assert.True(instant - bin < (hours * 3600) + 7200, $"{zone}: {instant} lies too far from its bin {bin}");
                }
            },
            iter: 40, threads: 1);
    }

    private static Point[] Distinct(Point[] points) => [.. points.DistinctBy(p => (p.Tag, p.Time))];

    /// <summary>A new table with the points, and one row far away so that it exists with all its columns.</summary>
    private async Task<string> TableAsync(Point[] points)
    {
        string table = $"m{Interlocked.Increment(ref _tables)}";
        await _database.WriteAsync(points.Select(point => Line(table, point)).Prepend($"{table},tag=z r=0,i=0i,other=true 1"));
        return table;
    }

    private static string Line(string table, Point p)
    {
        List<string> fields = p.Real is { } real ? [FormattableString.Invariant($"r={real:R}")] : [];
        if (p.Integer is { } integer)
        {
            fields.Add(FormattableString.Invariant($"i={integer}i"));
        }

        return $"{table}{(p.Tag is null ? "" : ",tag=" + p.Tag)} {(fields.Count == 0 ? "other=true" : string.Join(',', fields))} {p.Time}";
    }

    private static string Expected(long bin, string? tag, Point[] sorted)
    {
        Point[] reals = [.. sorted.Where(p => p.Real is not null)];
        Point[] integers = [.. sorted.Where(p => p.Integer is not null)];
        return Text(
        [
            bin, tag, reals.Length == 0 ? null : Mean(reals), integers.Length == 0 ? null : integers.Sum(p => p.Integer!.Value), Median([.. integers.Select(p => p.Integer!.Value)]),
            (long)reals.Length, reals.Min(p => p.Real), integers.Max(p => p.Integer), reals.FirstOrDefault()?.Real, integers.LastOrDefault()?.Time,
            integers.FirstOrDefault(p => p.Integer == integers.Max(q => q.Integer))?.Time, sorted[^1].Integer,
        ]);
    }

    private static IEnumerable<string> Filled(string? tag, Point[] series, long lower, long upper, long width, long origin)
    {
        List<(long Time, Point[] Rows)> buckets = [];
        for (long t = Bin(lower, width, origin); t <= Bin(upper - 1, width, origin); t += width)
        {
            buckets.Add((t, [.. series.Where(p => Bin(p.Time, width, origin) == t)]));
        }

        long? carried = null;
        for (int b = 0; b < buckets.Count; b++)
        {
            carried = buckets[b].Rows.Max(p => p.Integer) ?? carried;
            yield return Text([buckets[b].Time, tag, buckets[b].Rows.Max(p => p.Real), carried, Line(buckets, b), (long)buckets[b].Rows.Length]);
        }
    }

    private static double? Line(List<(long Time, Point[] Rows)> buckets, int at)
    {
        double? Value(int b) => Mean(buckets[b].Rows) is var mean && double.IsNaN(mean) ? null : mean;
        if (Value(at) is { } present)
        {
            return present;
        }

        int before = Enumerable.Range(0, at).LastOrDefault(b => Value(b) is not null, -1);
        int after = Enumerable.Range(at + 1, buckets.Count - at - 1).FirstOrDefault(b => Value(b) is not null, -1);
        if (before < 0 || after < 0)
        {
            return null;
        }

        double slope = (Value(after)!.Value - Value(before)!.Value) / (buckets[after].Time - buckets[before].Time);
        return (slope * (buckets[at].Time - buckets[before].Time)) + Value(before)!.Value;
    }

    private static double Mean(Point[] points)
    {
        double[] values = [.. points.Where(p => p.Real is not null).Select(p => p.Real!.Value)];
        return values.Length == 0 ? double.NaN : values.Sum() / values.Length;
    }

    private static long? Median(long[] values)
    {
        long[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? null : sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static long Bin(long time, long width, long origin = 0) => (long)Math.Floor((time - origin) / (decimal)width) * width + origin;

    /// <summary>Floats to ten digits: the order of summation is free.</summary>
    private static string Text(object?[] row) =>
        string.Join(' ', row.Select(value => value is double real ? FormattableString.Invariant($"{(Math.Abs(real) < 1e-6 ? 0 : real):G10}") : FormattableString.Invariant($"{value ?? "-"}")));
}
