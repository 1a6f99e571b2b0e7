using System.Text;
using CsCheck;
using DuckDB.NET.Data;
using InfluxDownsample.LocalServer.Faults;
using InfluxDownsample.LocalServer.Storage;
using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Storage;

/// <summary>What the planners rely on: sources with unique keys, snapshots, retention; wire reference 5.8, 6.1.</summary>
public sealed class StoreTests : IDisposable
{
    private readonly FaultSettings _faults = new();
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly string _directory = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose()
    {
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    [Fact]
    public async Task SameKey_MergesPerField_LaterValueWins_AbsentFieldStays()
    {
        using Store store = NewStore();
        await WriteAsync(store, "m,a=x f=1,g=1i 10");
        await WriteAsync(store, "m,a=x f=2,h=true 10\nm f=7 10\nm,a=y f=8 10");
        Assert.Equal(["null,7,null,null,10", "x,2,1,true,10", "y,8,null,null,10"], await ReadAsync(store));
    }

    [Fact]
    public async Task SameKey_InOneRequest_LastLineWins()
    {
        using Store store = NewStore();
        await WriteAsync(store, "m f=1 10\nm f=2 10\nm f=3 10");
        Assert.Equal(["3,10"], await ReadAsync(store));
    }

    [Fact]
    public async Task SameKey_StaleOverwrite_KeepsTheOlder()
    {
        using Store store = NewStore();
        await WriteAsync(store, "m f=1 10");
        _faults.StaleOverwrite = true;
        await WriteAsync(store, "m f=2,g=5i 10");
        Assert.Equal(["1,5,10"], await ReadAsync(store));
    }

    [Fact]
    public async Task SameKey_AnotherTagOrder_IsTheSameSeries()
    {
        using Store store = NewStore();
        await WriteAsync(store, "m,a=1,b=2 f=1 10");
        await WriteAsync(store, "m,b=2,a=1 f=2 10");
        Assert.Equal(["1,2,2,10"], await ReadAsync(store));
    }

    [Fact]
    public async Task RandomWrites_ReadBackAsAPlainDictionaryWould()
    {
        Gen<(int Series, int Time, int Field, int Value)> point = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 5], Gen.Int[0, 2], Gen.Int[0, 99]);
        await point.Array[1, 8].Array[1, 6].SampleAsync(
            async writes =>
            {
                using Store store = NewStore();
                SortedDictionary<(string Tag, int Time), string[]> expected = new(Comparer<(string Tag, int Time)>.Create((x, y) =>
                    x.Time != y.Time ? x.Time.CompareTo(y.Time) : string.CompareOrdinal(x.Tag, y.Tag)));
                await WriteAsync(store, "m,s=z f0=0,f1=0,f2=0 1000");
                expected.Add(("z", 1000), ["0", "0", "0"]);
                foreach ((int Series, int Time, int Field, int Value)[] write in writes)
                {
                    StringBuilder lines = new();
                    foreach ((int series, int time, int field, int value) in write)
                    {
                        string tag = series == 0 ? "null" : $"s{series}";
                        lines.Append(series == 0 ? "m" : $"m,s={tag}").Append($" f{field}={value} {time}\n");
                        expected.TryAdd((tag, time), ["null", "null", "null"]);
                        expected[(tag, time)][field] = $"{value}";
                    }

                    await WriteAsync(store, lines.ToString());
                }

                string[] read = [.. (await ReadAsync(store)).OrderBy(row => int.Parse(row.Split(',')[4])).ThenBy(row => row.Split(',')[3], StringComparer.Ordinal)];
                Assert.Equal(expected.Select(pair => $"{string.Join(',', pair.Value)},{pair.Key.Tag},{pair.Key.Time}"), read);
            },
            iter: 40);
    }

    [Fact]
    public async Task Reader_SeesNoLaterWrites()
    {
        using Store store = NewStore();
        await WriteAsync(store, "m f=1 10");
        using StoreReader reader = await store.OpenReaderAsync("d", default);
        await WriteAsync(store, "m f=2 20\nm f=9,g=1 10\nother f=1 1");
        Assert.Equal(["1,10"], Read(reader, "m"));
        Assert.Null(reader.Catalog.FindTable("other"));
        Assert.Equal(2, (await ReadAsync(store)).Count);
    }

    [Fact]
    public async Task Reader_OutlivesItsDatabase()
    {
        using Store store = NewStore();
        await WriteAsync(store, "m f=1 10");
        using StoreReader reader = await store.OpenReaderAsync("d", default);
        await store.DeleteDatabaseAsync("d", purge: true, default);
        await WriteAsync(store, "m f=2i 20");
        Assert.Equal(["1,10"], Read(reader, "m"));
        Assert.Equal(["2,20"], await ReadAsync(store));
    }

    [Fact]
    public async Task ManyWritersAndReaders_LoseNothing()
    {
        const int Writers = 6;
        const int Writes = 15;
        using Store store = NewStore();
        await WriteAsync(store, "m,w=w0 f=0 0");
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (int i = 0; i < Writes; i++)
            {
                // Every writer brings new columns, and all of them share one key.
                await WriteAsync(store, $"m,w=w{writer} f={i},g{writer}={i} {i + 1}\nm shared{writer}={i} 0");
                Assert.NotEmpty(await ReadAsync(store));
            }
        })));
        using StoreReader reader = await store.OpenReaderAsync("d", default);
        TableSchema table = reader.Catalog.FindTable("m")!;
        Assert.Equal((Writers * Writes) + 2L, reader.Connection.Scalar($"SELECT count(*) FROM {table.Source}"));
        string shared = string.Join(" + ", Enumerable.Range(0, Writers).Select(writer => table.Find($"shared{writer}")!.PhysicalName));
        Assert.Equal((double)(Writers * (Writes - 1)), reader.Connection.Scalar($"SELECT max({shared}) FROM {table.Source}"));
    }

    [Fact]
    public async Task Columns_AreInByteOrder_NamesCaseSensitive()
    {
        using Store store = NewStore();
        await WriteAsync(store, "m,b=1 z=1,A=2,a=3,😀=4,\uFFFD=5 10");
        using StoreReader reader = await store.OpenReaderAsync("d", default);
        TableSchema table = reader.Catalog.FindTable("m")!;
        Assert.Equal(["A", "a", "b", "time", "z", "\uFFFD", "😀"], table.Columns.Select(column => column.Name));
        Assert.Null(reader.Catalog.FindTable("M"));
        Assert.Null(table.Find("TIME"));
        Assert.Equal(["b"], table.SeriesKey);
    }

    [Fact]
    public async Task Retention_HidesOldRows_AndClearingShowsThemAgain()
    {
        using Store store = NewStore();
        long now = (_clock.Now - DateTimeOffset.UnixEpoch).Ticks * 100;
        long hour = 3_600_000_000_000;
        await WriteAsync(store, $"m f=1 {now - hour}\nm f=2 {now - hour - 1}\nm f=3 {now}");
        await store.SetRetentionAsync("d", TimeSpan.FromHours(1), default);
        Assert.Equal([$"1,{now - hour}", $"3,{now}"], await ReadAsync(store));
        _clock.Now += TimeSpan.FromMinutes(1);
        Assert.Equal([$"3,{now}"], await ReadAsync(store));
        await store.SetRetentionAsync("d", null, default);
        Assert.Equal(3, (await ReadAsync(store)).Count);
    }

    [Fact]
    public async Task Restart_KeepsDataCatalogueAndUnmergedKeys()
    {
        using (Store first = NewStore(_directory))
        {
            await WriteAsync(first, "m,a=x,b=y f=1,g=\"t\" 10\nm,a=x,b=y f=2 10");
            await first.SetRetentionAsync("d", TimeSpan.FromDays(300_000), default);
            await first.CreateDatabaseAsync("gone", null, default);
            await first.DeleteDatabaseAsync("gone", purge: false, default);
        }

        using Store second = NewStore(_directory);
        Assert.Equal(["x,y,2,t,10"], await ReadAsync(second));
        await WriteAsync(second, "m,b=y,a=x f=3 10\nm,a=z f=4 11");
        Assert.Equal(["x,y,3,t,10", "z,null,4,null,11"], await ReadAsync(second));
        Assert.Equal([("d", false), ("gone-20260102T030405", true)], (await second.ListDatabasesAsync(default)).Select(database => (database.Name, database.Deleted)));
        Assert.Equal(TimeSpan.FromDays(300_000), (await second.ListDatabasesAsync(default))[0].Retention);
    }

    [Fact]
    public async Task Queries_CanNotReachTheHost()
    {
        using Store store = NewStore(_directory);
        await WriteAsync(store, "m f=1 10");
        using StoreReader reader = await store.OpenReaderAsync("d", default);
        Assert.Throws<DuckDBException>(() => reader.Connection.Scalar("SELECT count(*) FROM read_text('/etc/hostname')"));
        Assert.Throws<DuckDBException>(() => reader.Connection.Execute("SET enable_external_access = true"));
        Assert.Throws<DuckDBException>(() => reader.Connection.Execute($"COPY (SELECT 1) TO '{_directory}/x.csv'"));
    }

    private Store NewStore(string? directory = null) => new(new LocalServerOptions { DataDirectory = directory, Clock = _clock }, _faults);

    private static async Task WriteAsync(Store store, string lines)
    {
        WriteOutcome outcome = await store.WriteAsync(new LinesBody("d", Encoding.UTF8.GetBytes(lines), LinePrecision.Nanosecond, AcceptPartial: false), default);
        Assert.Empty(outcome.Errors);
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(Store store)
    {
        using StoreReader reader = await store.OpenReaderAsync("d", default);
        return Read(reader, "m");
    }

    // Every column in the order of creation but time last, ordered by all of them.
    private static List<string> Read(StoreReader reader, string name)
    {
        TableSchema table = reader.Catalog.FindTable(name)!;
        TableColumn[] columns = [.. table.Columns.Where(column => column.Kind != ColumnKind.Time).OrderBy(column => column.Kind != ColumnKind.Tag || column.Name == "s").ThenBy(column => column.Name, StringComparer.Ordinal), table.Time];
        List<string> rows = [];
        using DuckDBCommand command = reader.Connection.Command(
            $"SELECT {string.Join(", ", columns.Select(column => $"{column.PhysicalName}::VARCHAR"))} FROM {table.Source} ORDER BY ALL NULLS FIRST");
        using DuckDBDataReader data = command.ExecuteReader();
        while (data.Read())
        {
            rows.Add(string.Join(',', Enumerable.Range(0, columns.Length).Select(i => data.IsDBNull(i) ? "null" : data.GetString(i).Replace(".0", "", StringComparison.Ordinal))));
        }

        return rows;
    }
}
