using System.Globalization;
using System.IO.Compression;
using CsCheck;
using InfluxDownsample.LocalServer.Query;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.InfluxQl;

/// <summary>Answers against a slow, separate calculation, on random data (CsCheck prints the seed of a failure) and on the occupancy data.</summary>
public sealed class ReferenceCalculationTests
{
    private const long Second = 1_000_000_000;

    // a fifth of the rows lacks the float, a fifth the integer
    private static readonly Gen<SlowRow> s_row = Gen.Select(
        Choose("a", "b", "c"),
        Gen.Long[-40 * Second, 40 * Second],
        Gen.Int[-40, 40],
        Gen.Long[-9, 9],
        Gen.Int[0, 4],
        (series, time, f, i, absent) => new SlowRow(series, time, absent == 0 ? null : f * 0.25, absent == 1 ? null : i));

    private static readonly Gen<List<SlowRow>> s_rows = s_row.List[1, 40].Select(rows => rows.DistinctBy(row => (row.Series, row.Time)).ToList());

    private static readonly string[] s_functions =
    [
        "mean(f)", "sum(i)", "count(f)", "min(f)", "max(i)", "first(f)", "last(i)", "median(f)", "median(i)", "spread(i)", "stddev(f)",
    ];

    [Fact]
    public async Task Aggregates_selectors_and_fills_agree()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync("other v=1 1");
        int table = 0;
        Gen<(List<SlowRow>, long, long, string, int, long)> cases = Gen.Select(
            s_rows,
            Choose(7 * Second, 1_500_000_000L, 10 * Second, 60 * Second),
            Gen.Long[-3 * Second, 3 * Second],
            Choose("none", "null", "previous", "linear", "-2.5", "3"),
            Gen.Int[0, 100],
            Gen.Long[-45 * Second, 10 * Second]);

        await cases.SampleAsync(
            async test =>
            {
                (List<SlowRow> rows, long interval, long offset, string fill, int percent, long lower) = test;
                string name = $"m{table++}";
                long upper = lower + (55 * Second);
                await database.WriteAsync(rows.Select(row => LineOf(name, row)).Append($"{name} f=0,i=0i 9000000000000000000"));
                string query = $"SELECT {string.Join(", ", s_functions)}, percentile(f, {percent}) FROM {name} "
                    + $"WHERE time >= {lower} AND time <= {upper} GROUP BY time({interval}ns, {offset}ns), k fill({fill})";
                List<(string Series, long Start, double?[] Values)> expected = SlowWindows.Compute(rows, lower, upper, interval, offset, fill, percent);
                if (expected.Any(row => row.Values[2] is null))
                {
                    // a count of nothing can't be filled from its neighbours
                    QueryException refused = await Assert.ThrowsAsync<QueryException>(() => database.QueryAsync(query));
                    Assert.Contains($"Column 'count({name}.f)' is declared as non-nullable but contains null values", refused.Message, StringComparison.Ordinal);
                    return;
                }

                InfluxQlResult result = await database.QueryAsync(query);

                Assert.Equal(expected.Select(row => (row.Series, row.Start)), result.Rows.Select(row => ((string)row[2]!, (long)row[1]!)));
                for (int at = 0; at < expected.Count; at++)
                {
                    AssertClose(expected[at].Values, [.. result.Rows[at].Skip(3)], $"row {at} of {fill}");
                }
            },
            iter: 60,
            threads: 1);
    }

    [Fact]
    public async Task Functions_of_successive_rows_agree()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync("other v=1 1");
        int table = 0;
        await Gen.Select(s_rows, Gen.Int[2, 4]).SampleAsync(
            async test =>
            {
                (List<SlowRow> rows, int size) = test;
                string name = $"m{table++}";
                await database.WriteAsync(rows.Select(row => LineOf(name, row)).Append($"{name} f=0,i=0i 9000000000000000000"));

                InfluxQlResult result = await database.QueryAsync(
                    $"SELECT difference(f), derivative(i, 2s), cumulative_sum(i), moving_average(f, {size}), non_negative_difference(i), elapsed(f, 1ms) "
                    + $"FROM {name} WHERE time < 1h GROUP BY k");

                List<(string Series, long Time, double?[] Values)> expected = [.. Successive(rows, size)];
                Assert.Equal(expected.Select(row => (row.Series, row.Time)), result.Rows.Select(row => ((string)row[2]!, (long)row[1]!)));
                for (int at = 0; at < expected.Count; at++)
                {
                    AssertClose(expected[at].Values, [.. result.Rows[at].Skip(3)], $"row {at}");
                }
            },
            iter: 40,
            threads: 1);
    }

    [Fact]
    public async Task Wall_clock_windows_of_Berlin_agree()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync("other v=1 1");
        database.Now = InfluxQlDatabase.At("2030-01-01T00:00:00Z");
        int table = 0;
        Gen<(long, List<int>, int)> cases = Gen.Select(
            Choose(InfluxQlDatabase.At("2026-03-27T00:00:00Z"), InfluxQlDatabase.At("2026-10-23T00:00:00Z"), InfluxQlDatabase.At("2026-07-01T00:00:00Z")),
            Gen.Int[0, (5 * 24 * 60) - 1].List[1, 30],
            Choose(15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080));

        await cases.SampleAsync(
            async test =>
            {
                (long from, List<int> minutes, int interval) = test;
                string name = $"m{table++}";
                await database.WriteAsync(minutes.Distinct().Select(minute => string.Create(CultureInfo.InvariantCulture, $"{name} v=1 {from + (minute * 60 * Second)}")));
                long lower = from + (minutes.Min() * 60 * Second);
                long upper = from + (minutes.Max() * 60 * Second);

                InfluxQlResult some = await database.QueryAsync($"SELECT count(v) FROM {name} GROUP BY time({interval}m) fill(none) tz('Europe/Berlin')");
                InfluxQlResult all = await database.QueryAsync(
                    $"SELECT count(v) FROM {name} WHERE time >= {lower} AND time <= {upper} GROUP BY time({interval}m) tz('Europe/Berlin')");

                var expected = minutes.Distinct().GroupBy(minute => BerlinClock.WindowStart(from + (minute * 60 * Second), interval)).OrderBy(group => group.Key);
                Assert.Equal(expected.Select(group => (group.Key, group.LongCount())), some.Rows.Select(row => ((long)row[1]!, (long)row[2]!)));
                IEnumerable<long> every = Enumerable.Range(0, ((minutes.Max() - minutes.Min()) / 15) + 1)
                    .Select(quarter => lower + (quarter * 900 * Second)).Append(upper)
                    .Select(instant => BerlinClock.WindowStart(instant, interval)).Distinct();
                Assert.Equal(every, all.Rows.Select(row => (long)row[1]!));
                Assert.Equal(minutes.Distinct().Count(), all.Rows.Sum(row => (long)row[2]!));
            },
            iter: 40,
            threads: 1);
    }

    [Fact]
    public async Task Hourly_means_of_the_occupancy_data_agree()
    {
        string path = Path.Combine(RepositoryRoot(), "tests", "data", "occupancy", "occupancy.csv.gz");
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        string[] names = (await reader.ReadLineAsync())!.Split(',');
        string[][] rows = [.. (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim().Split(','))];
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync(
            [.. rows.Select(row => $"occupancy,room=office temperature={row[1]},co2={row[4]} {InfluxQlDatabase.At(row[0])}")]);

        InfluxQlResult result = await database.QueryAsync(
            "SELECT MEAN(temperature), MEAN(co2), COUNT(co2) FROM occupancy "
            + "WHERE time >= '2015-02-02T00:00:00Z' AND time < '2015-02-19T00:00:00Z' GROUP BY time(1h), room");

        Assert.Equal(17 * 24, result.Rows.Count);
        Assert.Equal("co2", names[4]);
        Dictionary<long, List<string[]>> hours = rows.GroupBy(row => SlowWindows.Start(InfluxQlDatabase.At(row[0]), 3600 * Second, 0)).ToDictionary(hour => hour.Key, hour => hour.ToList());
        foreach (object?[] row in result.Rows)
        {
            double?[] expected = hours.TryGetValue((long)row[1]!, out List<string[]>? values)
                ? [Mean(values, 1), Mean(values, 4), values.Count]
                : [null, null, 0];
            AssertClose(expected, [.. row.Skip(3)], $"hour {row[1]}");
        }
    }

    private static Gen<T> Choose<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static double Mean(List<string[]> rows, int column) => (double)rows.Average(row => decimal.Parse(row[column], CultureInfo.InvariantCulture));

    private static string RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "InfluxDownsample.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException("the checkout's root");
    }

    private static string LineOf(string measurement, SlowRow row)
    {
        string f = row.F is { } number ? string.Create(CultureInfo.InvariantCulture, $"f={number}") : "";
        string i = row.I is { } integer ? string.Create(CultureInfo.InvariantCulture, $"i={integer}i") : "";
        return $"{measurement},k={row.Series} {string.Join(',', new[] { f, i }.Where(field => field.Length > 0))} {row.Time}";
    }

    private static IEnumerable<(string Series, long Time, double?[] Values)> Successive(List<SlowRow> rows, int size)
    {
        foreach (IGrouping<string, SlowRow> series in rows.GroupBy(row => row.Series).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            SlowRow? last = null;
            SlowRow? lastF = null;
            SlowRow? lastI = null;
            long sum = 0;
            var recent = new List<double>();
            foreach (SlowRow row in series.OrderBy(row => row.Time))
            {
                double?[] values = new double?[6];
                if (row.F is { } f)
                {
                    recent.Add(f);
                    values[0] = f - lastF?.F;
                    values[3] = recent.Count < size ? null : recent.TakeLast(size).Sum() / size;
                    lastF = row;
                }

                if (row.I is { } i)
                {
                    sum += i;
                    values[1] = lastI is null ? null : (i - lastI.I!.Value) / ((row.Time - lastI.Time) / (2.0 * Second));
                    values[2] = sum;
                    values[4] = i - lastI?.I is >= 0 and var risen ? risen : null;
                    lastI = row;
                }

                // counts every row, and so keeps every row
                values[5] = last is null ? 0 : (row.Time - last.Time) / 1_000_000;
                last = row;
                yield return (series.Key, row.Time, values);
            }
        }
    }

    private static void AssertClose(double?[] expected, object?[] actual, string where)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            double? value = actual[i] is null ? null : Convert.ToDouble(actual[i], CultureInfo.InvariantCulture);
            bool close = expected[i] is { } number
                ? value is { } found && Math.Abs(found - number) <= 1e-9 * Math.Max(1, Math.Abs(number))
                : value is null;
            Assert.True(close, $"{where}, column {i}: expected {expected[i]?.ToString(CultureInfo.InvariantCulture) ?? "null"}, got {value?.ToString(CultureInfo.InvariantCulture) ?? "null"}");
        }
    }
}
