using System.Collections;
using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using Xunit.Abstractions;

namespace InfluxDownsample.Tests.Queries;

/// <summary>Random table, tag and field names and values, written by the cmdlets and read back from the server: equal, or refused with a clear error of one object.</summary>
public sealed class HostileNamesTests(ITestOutputHelper log) : IAsyncLifetime, IDisposable
{
    private const int Rounds = 40;
    private const int ObjectsPerRound = 25;

    private static readonly string[] s_pieces =
        [",", "=", " ", "\"", "\\", "\n", "\r", "\t", "#", "_", "'", ";", "--", "$", "😀", "é", "a", "B", "t", "me", "value", "field", "0"];

    private readonly HostedEngine _engine = new();
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options);
        _engine.Run($"Connect-InfluxDatabase {_server.Address} db -WarningAction Ignore").Succeed();
    }

    public async Task DisposeAsync()
    {
        Dispose();
        await _server.DisposeAsync();
    }

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void NamesAndValues_ReadBackEqualOrAreRefused()
    {
        int seed = Environment.TickCount;
        log.WriteLine($"seed {seed}");
        var random = new Random(seed);
        int stored = 0;
        int refused = 0;
        for (int round = 0; round < Rounds || (stored <= 200 && round < 10 * Rounds); round++)
        {
            string measurement = Text(random, 0) + round.ToString(CultureInfo.InvariantCulture) + Text(random, 0);
            string tag = Text(random, 1) + "g";
            string field = Text(random, 1) + "f";
            Hashtable[] objects = [.. Enumerable.Range(1, ObjectsPerRound).Select(time => new Hashtable { ["time"] = (long)time, [tag] = Text(random, 0), [field] = Text(random, 0) })];
            _engine.Set("objects", objects);
            _engine.Set("m", measurement);
            _engine.Set("tag", tag);
            Answer written = _engine.Run("$objects | Write-InfluxPoints $m -TagColumn $tag");
            // The older server refuses control characters in names by itself.
            Assert.All(written.Errors, error => Assert.True(
                error.FullyQualifiedErrorId.Split(',')[0] is "PointInvalid" or "InvalidParameter"
                    || (TestServers.Are36 && error.ToString().Contains("cannot contain control characters", StringComparison.Ordinal)),
                error.ToString()));
            refused += written.Errors.Count;
            if (written.Errors.Any(static error => error.FullyQualifiedErrorId.Split(',')[0] is "InvalidParameter" or "WriteRejected"))
            {
                // The table or a column cannot have that name.
                continue;
            }

            var expected = objects.Where(point => !written.Errors.Any(error => ReferenceEquals(error.TargetObject, point))).ToDictionary(point => (long)point["time"]!);
            Assert.Equal((long)expected.Count, written.Output[0].Properties["PointsWritten"].Value);
            _engine.Set("quoted", '"' + measurement.Replace("\"", "\"\"", StringComparison.Ordinal) + '"');
            stored += expected.Count;
            CompareRows(expected, tag, field);
        }

        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{stored} stored, {refused} refused"));
        Assert.True(stored > 200 && refused > 20);
    }

    private void CompareRows(Dictionary<long, Hashtable> expected, string tag, string field)
    {
        if (expected.Count == 0)
        {
            return;
        }

        _engine.Set("field", field);
        Answer read = _engine.Run("""
            Invoke-InfluxQuery "SELECT * FROM $quoted" | ForEach-Object { , @($_.GetNanoseconds('time'), $_.$tag, $_.$field) }
            """).Succeed();
        Assert.Equal(expected.Count, read.Output.Count);
        foreach (object?[] row in read.Values.Cast<object?[]>())
        {
            Hashtable point = expected[(long)((row[0] as PSObject)?.BaseObject ?? row[0]!)];
            string? storedTag = (row[1] as PSObject)?.BaseObject as string ?? row[1] as string;
            Assert.Equal((string)point[tag]! is { Length: > 0 } text ? text : null, storedTag);
            Assert.Equal(point[field], (row[2] as PSObject)?.BaseObject ?? row[2]);
        }
    }

    private static string Text(Random random, int least)
        => string.Concat(Enumerable.Range(0, random.Next(least, 5)).Select(_ => s_pieces[random.Next(s_pieces.Length)]));
}
