using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using Xunit.Abstractions;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.RandomJobs;

/// <summary>
/// Random jobs and queries through the commands, against what the raw rows give in plain C#: functions, types, fills, zones, series, filters, languages.
/// The seed stands in each failure; with it in the variable RANDOM_JOBS_SEED the same are drawn.
/// </summary>
[LongTests]
public sealed class RandomJobsTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly int _seed = int.TryParse(Environment.GetEnvironmentVariable("RANDOM_JOBS_SEED"), CultureInfo.InvariantCulture, out int given)
        ? given
        : Random.Shared.Next(1_000_000);

    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        output.WriteLine($"Seed {_seed}");
        _site = await StartAsync();
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task Jobs_WriteWhatTheRawRowsGive()
    {
        for (int number = 0; number < 35; number++)
        {
            var random = new Random((_seed * 1000) + number);
            Selection selection = Selection.Draw(random, Every.All);
            RandomJob job = RandomJob.Draw(random, selection, RawRow.Draw(random, selection, isWhole: false, isHuge: random.Next(3) == 0));
            string table = $"j{number}";
            await WriteAsync("office", table, job.Rows);
            string script = $"Invoke-InfluxDownsample {table} -Source raw -Target hourly {job.Parameters}";
            Answer answer = _site.Engine.Run(script);
            Explain(number, script, () =>
            {
                if (job.Error is { } id)
                {
                    answer.FailWith(id);
                    return;
                }

                PSObject result = Assert.Single(answer.Succeed().Output);
                Assert.Equal(job.Counts, job.Counts.Keys.ToDictionary(name => name, name => Count(result, name)));
                // What writes nothing makes no table.
                string read = job.Points.Count == 0 ? "" : $"Invoke-InfluxQuery 'SELECT * FROM {table}' -Connection hourly";
                Compare(job.Points, _site.Engine.Run(read).Succeed().Output, Selection.AllTags);
                if (job.Counts["WindowsPlanned"] > 0)
                {
                    PSObject again = Assert.Single(_site.Engine.Run(script).Succeed().Output);
                    long changed = Count(again, "WindowsChanged");
                    Assert.Equal((0, job.Windows), (Count(again, "PointsWritten"), changed + Count(again, "WindowsUnchanged")));
                    // Of values that several series have equally often and at one time, a server may give another one as the mode.
                    Assert.True(changed == 0 || script.Contains("mode", StringComparison.Ordinal), $"{changed} windows have changed.");
                }
            });
        }
    }

    [Fact]
    public async Task Queries_GiveWhatTheRawRowsGive()
    {
        for (int number = 0; number < 95; number++)
        {
            var random = new Random((_seed * 1000) + 500 + number);
            RandomQuery query = RandomQuery.Draw(random);
            string table = $"q{number}";
            // A catalogue of very many tables takes this server long.
            string database = $"office{number % 4}";
            await WriteAsync(database, table, query.Rows);
            string from = $"-Connection raw -Database {database}";
            string script = $"New-InfluxDownsampleQuery {table} {query.Parameters} {from} | Invoke-InfluxQuery {from}";
            Answer answer = _site.Engine.Run(script);
            Explain(number, script, () =>
            {
                if (query.Error is { } id)
                {
                    answer.FailWith(id);
                    return;
                }

                Compare(query.Points, answer.Succeed().Output, query.Selection.SeriesTags);
            });
        }
    }

    // A row far away makes all columns.
    private Task WriteAsync(string database, string table, IEnumerable<RawRow> rows)
        => _site.WriteAsync(database, rows.Prepend(new RawRow("far", "9", 1_000_000_000_000_000_000, 0, 0, 0, "", false)).Select(row => row.Line(table)));

    private void Explain(int number, string script, Action check)
    {
        try
        {
            check();
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"Seed {_seed}, number {number}: {script}\n{failure.Message}", failure);
        }
    }

    private static void Compare(
        IReadOnlyDictionary<(long Time, string Series), IReadOnlyDictionary<string, Expected>> expected, IReadOnlyList<PSObject> actual, string[] tags)
    {
        Dictionary<(long, string), PSObject> rows = actual.ToDictionary(row => (Nanoseconds((DateTime)row.Properties["time"].Value), Series(row, tags)));
        string[] missing = [.. expected.Keys.Where(key => !rows.ContainsKey(key)).Select(key => $"{Selection.Time(key.Time)} {key.Series}")];
        string[] beyond = [.. rows.Keys.Where(key => !expected.ContainsKey(key)).Select(key => $"{Selection.Time(key.Item1)} {key.Item2}")];
        Assert.True(missing.Length + beyond.Length == 0, $"missing {string.Join(", ", missing)}; beyond {string.Join(", ", beyond)}");
        foreach (((long time, string series), IReadOnlyDictionary<string, Expected> values) in expected)
        {
            foreach ((string name, Expected value) in values)
            {
                object? found = rows[(time, series)].Properties[name]?.Value;
                Assert.True(
                    value.Takes(found),
                    $"{name} at {Selection.Time(time)} of '{series}': {value} was expected, {found} ({found?.GetType().Name}) came");
            }
        }
    }

    private static long Nanoseconds(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) * 100;

    private static string Series(PSObject row, string[] tags)
        => string.Join('|', tags.Order(StringComparer.Ordinal).Select(tag => row.Properties[tag]?.Value as string ?? ""));
}
