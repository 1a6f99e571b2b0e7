using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using Xunit.Abstractions;

namespace InfluxDownsample.Tests;

/// <summary>Copies of points and other objects are written as they are or refused by name, and no more is reported than is stored.</summary>
public sealed class WriteCopiesTests(ITestOutputHelper log) : IAsyncLifetime, IDisposable
{
    private readonly HostedEngine _engine = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options);
        _engine.Run($"Connect-InfluxDatabase {_server.Address} db").Succeed();
    }

    public async Task DisposeAsync()
    {
        Dispose();
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("Select-Object time, room, v")]
    [InlineData("ForEach-Object { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)) }")]
    [InlineData("ForEach-Object { $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)); $job = [pscustomobject][ordered]@{ PSComputerName = 'far'; time = $copy.time; room = $copy.room; v = $copy.v }; $job.PSTypeNames.Insert(0, $copy.PSTypeNames[0]); $job }")]
    public void CopyWhoseTagsAreUnknown_IsRefusedUnlessTheyAreSaid(string copy)
    {
        _engine.Run("@{ time = '2026-01-01'; room = 'a'; v = 1.5 }, @{ time = '2026-01-01'; room = 'b'; v = 2.5 } | Write-InfluxPoints raw -TagColumn room").Succeed();
        string copies = $"Invoke-InfluxQuery 'SELECT * FROM raw' | {copy}";

        Answer refused = _engine.Run($"{copies} | Write-InfluxPoints target");
        Assert.Equal(2, refused.Errors.Count);
        Assert.All(refused.Errors, error => Assert.All(["'room'", "-TagColumn"], part => Assert.Contains(part, error.ToString(), StringComparison.Ordinal)));
        Assert.Equal(0L, Count(refused.Output[0], "PointsWritten"));

        Assert.Equal(2L, Count(_engine.Run($"{copies} | Write-InfluxPoints target -TagColumn room").Succeed().Output[0], "PointsWritten"));
        Answer none = _engine.Run($"{copies} | Write-InfluxPoints other -TagColumn @()").Succeed();
        Assert.Equal((2L, 1L), (Count(none.Output[0], "PointsWritten"), Count(none.Output[0], "PointsRepeated")));
        Assert.Equal([2L, 1L], _engine.Run("(Invoke-InfluxQuery 'SELECT count(v) AS n FROM target').n; (Invoke-InfluxQuery 'SELECT count(v) AS n FROM other').n").Succeed().Values);
    }

    [Fact]
    public void PointsOfOneSeriesAndTime_AreCountedWithOneWarning()
    {
        Answer answer = _engine.Run("""
            & { foreach ($t in 1, 1, 2, 3, 3, 3) { foreach ($s in 'a', 'b') { @{ time = "2026-01-01T00:00:0$t"; s = $s; v = 1.5 } } } } | Write-InfluxPoints m -TagColumn s -BatchSize 2
            """).Succeed();

        Assert.Equal((12L, 6L), (Count(answer.Output[0], "PointsWritten"), Count(answer.Output[0], "PointsRepeated")));
        Assert.Contains("6 points", Assert.Single(answer.Warnings), StringComparison.Ordinal);
        Assert.Equal([6L], _engine.Run("(Invoke-InfluxQuery 'SELECT count(v) AS n FROM m').n").Succeed().Values);
        Answer coarse = _engine.Run("'2026-01-01T00:00:00.1Z', '2026-01-01T00:00:00.7Z' | ForEach-Object { @{ time = $_; v = 1.5 } } | Write-InfluxPoints n -Precision Second").Succeed();
        Assert.Equal(1L, Count(coarse.Output[0], "PointsRepeated"));
    }

    // Two stamps within 100 ns, before 1970 too.
    [Theory]
    [InlineData("Select-Object time, v")]
    [InlineData("Select-Object @{ n = 'time'; e = { $_.time } }, v")]
    [InlineData("ForEach-Object { [pscustomobject]@{ time = $_.time; v = $_.v } }")]
    [InlineData("ForEach-Object { @{ time = $_.time; v = $_.v } }")]
    [InlineData("ForEach-Object { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)) }")]
    [InlineData("ForEach-Object { $p = $_; $t = $p.time; $p.time = '2000-01-01'; $p.time = $t; $p }")]
    public void Copies_KeepNanoseconds(string copy)
    {
        long[] stamps = [-1, 1_767_225_600_123_456_701, 1_767_225_600_123_456_799];
        _engine.Run($"{string.Join(", ", stamps)} | ForEach-Object {{ @{{ time = $_; v = 1.5 }} }} | Write-InfluxPoints raw").Succeed();

        Answer answer = _engine.Run($"Invoke-InfluxQuery 'SELECT * FROM raw ORDER BY time' | {copy} | Sort-InfluxPoints | Write-InfluxPoints copies -TagColumn @()").Succeed();

        Assert.Equal((3L, 0L), (Count(answer.Output[0], "PointsWritten"), Count(answer.Output[0], "PointsRepeated")));
        Assert.Equal(stamps, _engine.Run("Invoke-InfluxQuery 'SELECT * FROM copies ORDER BY time' | ForEach-Object GetNanoseconds").Succeed().Values.Cast<long>());
    }

    [Fact]
    public void ATime_ShowsItsNanosecondsAndIsADateTimeToEverythingElse()
    {
        _engine.Run("@{ time = 1767225600123456789; v = 1.5 } | Write-InfluxPoints raw").Succeed();

        Assert.Equal(
            ["System.DateTime", "789", "True", "1", "01/01/2026 01:00:00"],
            _engine.Run("""
                $point = Invoke-InfluxQuery 'SELECT * FROM raw'
                $point.time.GetType().FullName
                "$($point.time.Nanosecond)"
                "$($point.time -gt [datetime] '2026-01-01' -and $point.time -is [datetime])"
                "$(@($point | Group-Object time).Count)"
                [string]::Format([cultureinfo]::InvariantCulture, '{0:MM/dd/yyyy HH:mm:ss}', $point.time.AddHours(1))
                """).Succeed().Texts);
    }

    [Fact]
    public void PropertiesOfJobsAndRemoting_NeverBecomeColumns()
        => Assert.Equal(
            ["m host=\"x\",v=1.5 1"],
            _engine.Run("""
                [pscustomobject][ordered]@{ time = 1; host = 'x'; v = 1.5; PSComputerName = 'far'; RunspaceId = [guid]::NewGuid(); PSShowComputerName = $true; PSSourceJobInstanceId = [guid]::NewGuid() } |
                    ConvertTo-InfluxLineProtocol m -TagColumn @()
                """).Succeed().Texts);

    [Fact]
    public void ObjectsThroughFiveWays_ComeBackEqualOrAreRefusedByName()
    {
        int seed = Environment.TickCount;
        log.WriteLine($"seed {seed}");
        var random = new Random(seed);
        _engine.Set("folder", _folder.FullName);
        foreach (CultureInfo culture in s_cultures)
        {
            foreach ((string Copy, string Options) way in s_ways)
            {
                RoundTrip(random, culture, way);
            }
        }
    }

    // As de-DE, en-GB, en-US and tr-TR write dates and numbers.
    private static readonly CultureInfo[] s_cultures =
    [
        CultureInfo.InvariantCulture, Cultures.Make("dd.MM.yyyy", ".", ",", "Februar"), Cultures.Make("dd/MM/yyyy", "/"), Cultures.Make("M/d/yyyy", "/"), Cultures.Make("d.MM.yyyy", ".", ",", "Şubat"),
    ];

    // What is done with an object, and how it is written then.
    private static readonly (string Copy, string Options)[] s_ways =
    [
        ("$_", ""),
        ("$_ | Select-Object *", ""),
        ("$_ | ConvertTo-Json | ConvertFrom-Json", ""),
        ("$_ | Export-Csv $folder/x.csv -UseQuotes Always; Import-Csv $folder/x.csv", ""),
        ("$_ | Select-Object @{ n = 'time'; e = { $_.time.ToString('o') } }, tag, i, u, f, b, s | Export-Csv $folder/x.csv; Import-Csv $folder/x.csv", ""),
        ("$_ | Select-Object @{ n = 'time'; e = { $_.time.ToString('o') } }, tag, i, u, f, b, s | Export-Csv $folder/x.csv; Import-Csv $folder/x.csv", "-Culture $culture"),
        ("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_))", ""),
    ];

    private static readonly string[] s_columns = ["i", "u", "f", "b", "s"];

    private void RoundTrip(Random random, CultureInfo culture, (string Copy, string Options) way)
    {
        string table = $"t{random.Next():x8}{random.Next():x8}";
        Expected[] rows = [.. Enumerable.Range(0, 12).Select(number => Expected.Make(random, number))];
        _engine.Set("rows", rows.Select(static row => row.ToObject()).ToArray());

        _engine.Set("culture", culture);
        Answer answer = _engine.Run($$"""
            $before = [cultureinfo]::CurrentCulture
            [cultureinfo]::CurrentCulture = $culture
            try { $rows | ForEach-Object { {{way.Copy}} } | Write-InfluxPoints {{table}} -TagColumn tag -InferType {{way.Options}} }
            finally { [cultureinfo]::CurrentCulture = $before }
            """);
        string context = $"dates as {culture.DateTimeFormat.ShortDatePattern}, way {way}: ";
        Assert.All(answer.Errors, error =>
        {
            Assert.Matches("^(PointInvalid|SchemaConflict)", error.FullyQualifiedErrorId);
            Assert.Matches("Column '(time|tag|i|u|f|b|s)'", error.ToString());
        });
        PSObject result = Assert.Single(answer.Output);
        Assert.Equal(rows.Length, Count(result, "PointsReceived"));
        Assert.Equal(rows.Length, Count(result, "PointsWritten") + Count(result, "PointsRejected") + Count(result, "PointsSkipped"));
        if (Count(result, "PointsWritten") == 0)
        {
            return;
        }

        Dictionary<long, PSObject> stored = _engine.Run($"Invoke-InfluxQuery 'SELECT * FROM {table}' | ForEach-Object {{ [pscustomobject]@{{ n = $_.GetNanoseconds(); row = $_ }} }}").Succeed().Output
            .ToDictionary(static row => (long)row.Properties["n"].Value, static row => (PSObject)row.Properties["row"].Value);
        Assert.Equal(Count(result, "PointsWritten") - Count(result, "PointsRepeated"), stored.Count);
        foreach ((long time, PSObject point) in stored)
        {
            Expected row = rows.Single(row => row.Nanoseconds == time);
            Assert.True(row.Tag == (string?)point.Properties["tag"]?.Value, context + "tag");
            foreach (string column in s_columns)
            {
                object? wanted = row.Values[column];
                object? found = point.Properties[column]?.Value;
                Assert.True(Same(wanted, found, culture) && !(wanted is double && found is string && way.Options.Length > 0), $"{context}{column}: {wanted ?? "null"} became {found ?? "null"} ({found?.GetType().Name})");
            }
        }
    }

    // A number may be stored as another kind of number of the same value; a text stays the very same.
    private static bool Same(object? wanted, object? found, CultureInfo culture) => (wanted, found) switch
    {
        (null, null or "") => true,
        (string text, string other) => text == other,
        // A file's text of a number stays that text where it has more than 63 bits, or is written in a culture that -Culture does not name.
        (ulong or double, string other) => Convert.ToString(wanted, culture) == other,
        (bool flag, bool other) => flag == other,
        (double number, double other) => BitConverter.DoubleToInt64Bits(number) == BitConverter.DoubleToInt64Bits(other),
        (long or ulong or double, long or ulong or double) => Exact(wanted!) == Exact(found!),
        _ => false,
    };

    private static decimal Exact(object number) => number is double real ? (decimal)real : Convert.ToDecimal(number, CultureInfo.InvariantCulture);

    private sealed record Expected(long Nanoseconds, string Tag, Dictionary<string, object?> Values)
    {
        public static Expected Make(Random random, int number)
        {
            // In 100 ns, which is what objects hold; days beyond the 12th and before, whole seconds and parts of one.
            long seconds = 1_700_000_000L + (number * 86_400L * 3) + random.Next(86_400);
            DateTime day = DateTime.UnixEpoch.AddSeconds(seconds);
            // Export-Csv drops what is below a second; where day and month are one number nothing in its text tells that.
            long ticks = random.Next(3) == 0 || day.Day == day.Month ? 0 : random.Next(10_000_000);
            return new Expected((seconds * 1_000_000_000) + (ticks * 100), "tag " + random.Next(4), new Dictionary<string, object?>
            {
                ["i"] = random.Next(5) == 0 ? null : random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64),
                ["u"] = (ulong)random.NextInt64() * (ulong)random.Next(1, 3),
                ["f"] = random.Next(4) == 0 ? random.Next(-5, 5) / 4.0 : (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, 12)),
                ["b"] = random.Next(2) == 0,
                ["s"] = new[] { "plain", "x,y;z", "İı ß", "q\"uote", "a\tb", "1,5", "x " + random.Next() }[random.Next(7)],
            });
        }

        public PSObject ToObject()
        {
            var made = new PSObject();
            made.Properties.Add(new PSNoteProperty("time", DateTime.UnixEpoch.AddTicks(Nanoseconds / 100)));
            made.Properties.Add(new PSNoteProperty("tag", Tag));
            foreach ((string name, object? value) in Values)
            {
                made.Properties.Add(new PSNoteProperty(name, value));
            }

            return made;
        }
    }

    private static long Count(PSObject result, string name) => (long)result.Properties[name].Value;
}
