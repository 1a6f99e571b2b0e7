using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using Xunit.Abstractions;

namespace InfluxDownsample.Tests.Writing;

/// <summary>
/// Random objects, and the points that a server makes of them, are copied in the ways of PowerShell, written and read back: equal, or refused with the column's
/// name; the counts add up, and no less is stored than is reported.
/// </summary>
public sealed class RandomCopiesTests(ITestOutputHelper log) : IAsyncLifetime, IDisposable
{
    private const int Rows = 16;

    // As the invariant culture, de-DE, en-GB, en-US and tr-TR write dates and numbers.
    private static readonly CultureInfo[] s_cultures =
    [
        CultureInfo.InvariantCulture, Cultures.Make("dd.MM.yyyy", ".", ",", "Februar"), Cultures.Make("dd/MM/yyyy", "/"), Cultures.Make("M/d/yyyy", "/"), Cultures.Make("d.MM.yyyy", ".", ",", "Şubat"),
    ];

    private const string IsoTime = "@{ n = 'time'; e = { $_.time -is [datetime] -or $_.time -is [datetimeoffset] ? $_.time.ToString('o') : \"$($_.time)\" } }";
    private const string Stamps = "@{ n = 'time'; e = { $_.GetNanoseconds() } }";

    // A job's way to another process is that of the serializer.
    private static readonly Way[] s_ways =
    [
        new("nothing", "$rows") { KeepsTypes = true, IsExact = true },
        new("Select-Object", "$rows | Select-Object *") { KeepsTypes = true, IsExact = true },
        new("Export-Clixml", "$rows | Export-Clixml $file; Import-Clixml $file") { KeepsTypes = true, IsExact = true },
        new("Start-Job", "[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($rows, 2))") { KeepsTypes = true, IsExact = true },
        new("JSON", "ConvertTo-Json $rows | ConvertFrom-Json"),
        new("CSV", $"$rows | Select-Object {IsoTime}, * -ExcludeProperty time | Export-Csv $file; Import-Csv $file"),
        new("CSV in its culture", $"$rows | Select-Object {IsoTime}, * -ExcludeProperty time | Export-Csv $file -UseQuotes Always; Import-Csv $file", "-Culture $culture") { HasNumbers = true },
        new("CSV with the times of its culture", "$rows | Export-Csv $file; Import-Csv $file") { MayRefuse = true },
        new("CSV with stamps", $"$rows | Select-Object {Stamps}, * -ExcludeProperty time | Export-Csv $file; Import-Csv $file", "-Precision Nanosecond") { IsExact = true, IsOfPoints = true },
        new("JSON with stamps", $"$rows | Select-Object {Stamps}, * -ExcludeProperty time | ConvertTo-Json | ConvertFrom-Json", "-Precision Nanosecond") { IsExact = true, IsOfPoints = true },
    ];

    private readonly HostedEngine _engine = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options);
        _engine.Run($"Connect-InfluxDatabase {_server.Address} db").Succeed();
        _engine.Set("file", Path.Combine(_folder.FullName, "rows"));
    }

    public async Task DisposeAsync()
    {
        Dispose();
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Objects_ComeBackEqualOrAreRefusedByName()
        => ForEachWay((random, table) =>
        {
            RandomRow[] rows = RandomRow.Make(random, Rows, isPoint: false);
            _engine.Set("rows", rows.Select(static row => row.ToObject()).ToArray());
            return rows;
        }, static way => !way.IsOfPoints);

    [Fact]
    public void Points_ComeBackEqualOrAreRefusedByName()
        => ForEachWay((random, table) =>
        {
            RandomRow[] rows = RandomRow.Make(random, Rows, isPoint: true);
            _engine.Set("rows", rows.Select(static row => row.ToObject()).ToArray());
            _engine.Run($"$rows | Write-InfluxPoints {table} -TagColumn tag -WarningAction Ignore | Out-Null; $rows = @(Invoke-InfluxQuery 'SELECT * FROM {table} ORDER BY time')").Succeed();
            return rows;
        }, static _ => true);

    private void ForEachWay(Func<Random, string, RandomRow[]> make, Func<Way, bool> isMeant)
    {
        int seed = Environment.TickCount;
        log.WriteLine($"seed {seed}");
        var random = new Random(seed);
        CultureInfo one = s_cultures[random.Next(s_cultures.Length)];
        foreach (CultureInfo culture in s_cultures)
        {
            RandomRow[] rows = make(random, $"from{random.Next():x8}");
            foreach (Way way in s_ways.Where(way => isMeant(way) && (way.MindsCultures || culture == one)))
            {
                RoundTrip(rows, culture, way, $"to{random.Next():x8}", $"seed {seed}, dates as {culture.DateTimeFormat.ShortDatePattern}, {way.Name}: ");
            }
        }
    }

    private void RoundTrip(RandomRow[] rows, CultureInfo culture, Way way, string table, string context)
    {
        _engine.Set("culture", culture);
        Answer answer = _engine.Run($$"""
            $before = [cultureinfo]::CurrentCulture
            [cultureinfo]::CurrentCulture = $culture
            try { & { {{way.Copy}} } | Write-InfluxPoints {{table}} -TagColumn tag -InferType {{way.Options}} }
            finally { [cultureinfo]::CurrentCulture = $before }
            """);

        Assert.All(answer.Errors, error =>
        {
            // Such a number is a mere bag of properties in other processes.
            Assert.True(way.MayRefuse || (rows[0].Values["n"] is BigInteger && error.ToString().Contains("'n': A value of type Deserialized.", StringComparison.Ordinal)), context + error);
            Assert.StartsWith("PointInvalid,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Matches("^Row [0-9]+, column '(time|tag|i|u|f|d|n|b|c|s)': ", error.ToString());
        });
        PSObject result = Assert.Single(answer.Output);
        (long written, long repeated) = (Count(result, "PointsWritten"), Count(result, "PointsRepeated"));
        Assert.Equal((rows.Length, answer.Errors.Count, 0), (Count(result, "PointsReceived"), Count(result, "PointsRejected"), Count(result, "PointsSkipped")));
        Assert.Equal(rows.Length, written + Count(result, "PointsRejected"));
        Assert.Equal(repeated > 0, answer.Warnings.Any(static warning => warning.Contains("InfluxDB keeps one of each", StringComparison.Ordinal)));
        // Export-Csv drops parts of a second, but where it does rows are refused.
        int apart = rows.DistinctBy(row => (row.Tag, way.TimeOf(row))).Count();
        Assert.True(answer.Errors.Count > 0 || way.MayRefuse || repeated == rows.Length - apart, $"{context}{repeated} repeated, of {rows.Length} rows {apart} apart");
        if (written == 0)
        {
            return;
        }

        PSObject[] stored = [.. _engine.Run($"Invoke-InfluxQuery 'SELECT * FROM {table}'").Succeed().Output];
        Assert.True(written - repeated == stored.Length, $"{context}{written} written, {repeated} repeated, {stored.Length} stored");
        Assert.All(stored, point =>
        {
            long time = (long)point.Methods["GetNanoseconds"].Invoke();
            // Text and JSON have seven digits of a second; where that makes points one, any of them may be the one.
            RandomRow[] same = [.. rows.Where(row => way.TimeOf(row) == time && row.Tag == (string?)point.Properties["tag"]?.Value)];
            Assert.True(same.Length > 0, $"{context}no row has the time {time} and the tag '{point.Properties["tag"]?.Value}'");
            string? difference = same.Select(row => Difference(row, point, culture, way)).FirstOrDefault(static difference => difference is null, Difference(same[0], point, culture, way));
            Assert.True(difference is null, context + difference);
        });
    }

    private static string? Difference(RandomRow row, PSObject point, CultureInfo culture, Way way)
    {
        foreach ((string column, object? given) in row.Values)
        {
            object? wanted = RandomRow.AsField(given);
            object? found = point.Properties[column]?.Value;
            bool isSame = way.KeepsTypes ? Equals(wanted, found) && !(wanted is 0.0 && double.IsNegative((double)wanted) != double.IsNegative((double)found!))
                : Same(wanted, found, culture, way.HasNumbers);
            if (!isSame)
            {
                return $"{column}: {wanted ?? "null"} ({given?.GetType().Name}) became {found ?? "null"} ({found?.GetType().Name})";
            }
        }

        return null;
    }

    // A number may be stored as another kind of number of the same value; a text stays the very same.
    private static bool Same(object? wanted, object? found, CultureInfo culture, bool hasNumbers) => (wanted, found) switch
    {
        (null, null or "") => true,
        (string text, string other) => text == other,
        // A file's text of a number stays that text where it has more than 63 bits, or is written in a culture that -Culture does not name.
        (ulong, string other) => Convert.ToString(wanted, culture) == other,
        (double, string other) => !hasNumbers && Convert.ToString(wanted, culture) == other,
        (bool flag, bool other) => flag == other,
        (double number, double other) => BitConverter.DoubleToInt64Bits(number) == BitConverter.DoubleToInt64Bits(other),
        (long or ulong or double, long or ulong or double) => Exact(wanted!) == Exact(found!),
        _ => false,
    };

    private static decimal Exact(object number) => number is double real ? (decimal)real : Convert.ToDecimal(number, CultureInfo.InvariantCulture);

    private static long Count(PSObject result, string name) => (long)result.Properties[name].Value;

    /// <summary>What is done with the objects before they are written.</summary>
    /// <param name="Name">What it is called.</param>
    /// <param name="Copy">The script.</param>
    /// <param name="Options">How they are written then.</param>
    private sealed record Way(string Name, string Copy, string Options = "")
    {
        /// <summary>Whether it keeps the types of values.</summary>
        public bool KeepsTypes { get; init; }

        /// <summary>Whether it keeps nanoseconds.</summary>
        public bool IsExact { get; init; }

        /// <summary>The time that it leaves of a row's.</summary>
        public long TimeOf(RandomRow row) => IsExact ? row.Nanoseconds : row.Nanoseconds / 100 * 100;

        /// <summary>Whether it is for points only.</summary>
        public bool IsOfPoints { get; init; }

        /// <summary>Whether all numbers of less than 64 bits come out as numbers.</summary>
        public bool HasNumbers { get; init; }

        /// <summary>Whether it is another one in each culture.</summary>
        public bool MindsCultures => Name.StartsWith("CSV", StringComparison.Ordinal);

        /// <summary>Whether rows may be refused.</summary>
        public bool MayRefuse { get; init; }
    }

    private sealed record RandomRow(long Nanoseconds, object Time, string Tag, Dictionary<string, object?> Values)
    {
        public static RandomRow[] Make(Random random, int count, bool isPoint)
        {
            // One type each for the column, as a table has it.
            int times = random.Next(5);
            int numbers = random.Next(6);
            int words = random.Next(3);
            long ticks = 0;
            return [.. Enumerable.Range(0, count).Select(number =>
            {
                // Days beyond the 12th and before, whole seconds and parts of one; objects hold 100 ns, a server's points one, and some lie within 100.
                bool isNear = number % 4 == 3;
                if (!isNear)
                {
                    DateTime day = DateTime.UnixEpoch.AddDays(19_700 + (number * 3));
                    // Export-Csv drops what is below a second; where day and month are one number nothing in its text tells that.
                    ticks = (day.AddSeconds(random.Next(86_400)) - DateTime.UnixEpoch).Ticks + (random.Next(3) == 0 || day.Day == day.Month ? 0 : random.Next(10_000_000));
                }

                bool isWhole = ticks % TimeSpan.TicksPerSecond == 0;
                long nanoseconds = (ticks * 100) + (isPoint && !isWhole ? (isNear ? 50 : 0) + random.Next(50) : 0);
                DateTime time = DateTime.UnixEpoch.AddTicks(nanoseconds / 100);
                object given = isPoint ? nanoseconds : times switch
                {
                    0 => time,
                    1 => DateTime.SpecifyKind(time, DateTimeKind.Unspecified),
                    2 => new DateTimeOffset(time).ToOffset(TimeSpan.FromMinutes(random.Next(-12, 13) * 30)),
                    3 => nanoseconds,
                    _ => time.ToString("yyyy-MM-dd HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture),
                };
                return new RandomRow(nanoseconds, given, $"tag {(number + 1) / 2 % 2}", new Dictionary<string, object?>
                {
                    ["i"] = number % 4 < 2 && random.Next(3) == 0 ? null : random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64),
                    ["u"] = (ulong)random.NextInt64() * (ulong)random.Next(1, 3),
                    ["f"] = random.Next(4) == 0 ? random.Next(-5, 5) / 4.0 : (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, 12)),
                    ["d"] = number % 4 < 2 && random.Next(3) == 0 ? null : random.Next(-9999, 9999) / 100m,
                    ["n"] = numbers switch
                    {
                        0 => random.Next(-9, 99),
                        1 => (short)random.Next(-9, 99),
                        2 => (sbyte)random.Next(-9, 99),
                        3 => (byte)random.Next(255),
                        4 => (float)(random.Next(-999, 999) / 8.0),
                        _ => new BigInteger(random.Next(99)),
                    },
                    ["b"] = random.Next(2) == 0,
                    ["c"] = words switch { 0 => (char)random.Next('A', 'Z'), 1 => new Guid(random.Next(), 1, 2, new byte[8]), _ => new Uri($"http://host/{random.Next()}") },
                    ["s"] = new[] { "plain", "x,y;z", "İı ß", "q\"uote", "a\tb", "1,5", "x " + random.Next() }[random.Next(7)],
                });
            })];
        }

        /// <summary>What a server makes of a value.</summary>
        public static object? AsField(object? value) => value switch
        {
            int or short or sbyte => Convert.ToInt64(value, CultureInfo.InvariantCulture),
            byte => (ulong)(byte)value,
            BigInteger => (ulong)(BigInteger)value,
            float or decimal => Convert.ToDouble(value, CultureInfo.InvariantCulture),
            char or Guid or Uri => value.ToString(),
            _ => value,
        };

        public PSObject ToObject()
        {
            var made = new PSObject();
            made.Properties.Add(new PSNoteProperty("time", Time));
            made.Properties.Add(new PSNoteProperty("tag", Tag));
            foreach ((string name, object? value) in Values)
            {
                made.Properties.Add(new PSNoteProperty(name, value));
            }

            return made;
        }
    }
}
