using System.Globalization;
using InfluxDownsample.LocalServer.Faults;
using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Storage;

/// <summary>Wire reference 5.8 and 5.9: what a write buffer and its snapshots do to queries.</summary>
public sealed class WriteBufferTests : IAsyncLifetime
{
    private const long Block = 600_000_000_000;

    // 2024-01-01T00:00:00Z, the start of a block
    private const long Start = 1_704_067_200_000_000_000;

    private RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    private FaultSettings Faults => _server.Host.Faults;

    [Fact]
    public async Task ASnapshot_HidesTheBufferAndGivesItBackFileByFile()
    {
        Faults.HideRowsInSnapshots = true;
        await WriteBlocksAsync("m", 5);
        Assert.Equal(("5", "0"), (await CountAsync("m"), await FilesAsync("m")));

        // Nothing is hidden before the first file.
        await _server.Host.SnapshotAsync(files: 0);
        Faults.SnapshotFilesPerQuery = 0;
        Assert.Equal("5", await CountAsync("m"));
        Faults.SnapshotFilesPerQuery = 1;
        List<string> counts = [];
        for (int query = 0; query < 6; query++)
        {
            counts.Add(await CountAsync("m"));
        }

        Assert.Equal(["1", "2", "3", "4", "5", "5"], counts);
        Assert.Equal("5", await FilesAsync("m"));
    }

    [Fact]
    public async Task WhatIsInFilesAlready_StaysInView()
    {
        await WriteBlocksAsync("m", 3);
        Faults.HideRowsInSnapshots = true;
        Faults.SnapshotFilesPerQuery = 0;
        await WriteBlocksAsync("m", 4, first: 3);
        Assert.Equal("3", await FilesAsync("m"));

        await _server.Host.SnapshotAsync(files: 1);

        Assert.Equal(("4", "4"), (await CountAsync("m"), await FilesAsync("m")));
        // A write waits until the snapshot is over.
        await WriteBlocksAsync("m", 1, first: 10);
        Assert.Equal(("8", "7"), (await CountAsync("m"), await FilesAsync("m")));
    }

    [Fact]
    public async Task ATableOfOneBlock_IsNeverSplit()
    {
        Faults.HideRowsInSnapshots = true;
        await _server.WriteAsync(string.Concat(Enumerable.Range(0, 9).Select(i => $"one f={i} {Start + i}\n")), "db=d&precision=ns");
        await WriteBlocksAsync("many", 40);
        await _server.Host.SnapshotAsync(files: 0);
        HashSet<string> one = [];
        HashSet<string> many = [];
        for (int query = 0; query < 25; query++)
        {
            one.Add(await CountAsync("one"));
            many.Add(await CountAsync("many"));
        }

        Assert.Equal(["9"], one);
        Assert.True(many.Count > 20, string.Join(" ", many));
    }

    [Fact]
    public async Task FilesOfASnapshot_ShareItsNumber_AndComeInAnyOrderAmongTables()
    {
        Faults.HideRowsInSnapshots = true;
        Faults.SnapshotFilesPerQuery = 0;
        Faults.Seed = 7;
        await WriteBlocksAsync("a", 20);
        await WriteBlocksAsync("b", 20);
        await _server.Host.SnapshotAsync(files: 20);

        // Neither table's files are all first.
        foreach (string table in new[] { "a", "b" })
        {
            Assert.InRange(int.Parse(await FilesAsync(table), CultureInfo.InvariantCulture), 1, 19);
        }
        await _server.Host.SnapshotAsync();
        Assert.Equal(["40"], await NumbersAsync());
        await WriteBlocksAsync("a", 1);
        await _server.Host.SnapshotAsync();
        Assert.Equal(["40", "1"], await NumbersAsync());

        async Task<IEnumerable<string>> NumbersAsync() => (await _server.SqlAsync("SELECT right(path, 18) AS n, count(*) AS files FROM system.parquet_files GROUP BY 1 ORDER BY 1")).Rows.Select(row => row.Split(',')[1]);
    }

    [Fact]
    public async Task AnOlderVersionInView_WhileTheNewerIsHidden()
    {
        await WriteBlocksAsync("m", 3);
        Faults.HideRowsInSnapshots = true;
        Faults.SnapshotFilesPerQuery = 0;
        await _server.WriteAsync($"m f=100 {Start}\nm f=101 {Start + Block}", "db=d&precision=ns");
        Assert.Equal(["100", "101", "2"], await ValuesAsync());

        await _server.Host.SnapshotAsync(files: 1);

        string[] values = await ValuesAsync();
        Assert.Equal(3, values.Length);
        Assert.Single(values, value => value.Length == 3);
        await _server.Host.SnapshotAsync();
        Assert.Equal(["100", "101", "2"], await ValuesAsync());
    }

    [Fact]
    public async Task TwoVersionsInTheBuffer_AreMixedInScans_NotByKey_AndForGoodBySnapshots()
    {
        Faults.MixVersionsInBuffer = true;
        await WriteKeysAsync(1, 200);
        await WriteKeysAsync(2, 200);

        int old = int.Parse(await OldAsync(), CultureInfo.InvariantCulture);
        Assert.InRange(old, 28, 70);
        Assert.Equal($"{old}", await OldAsync());
        // A scan of few rows is right, and so is each key.
        Assert.Equal(["0"], (await _server.SqlAsync("SELECT count(*) AS n FROM m WHERE f = 1 AND k IN ('1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12')")).Rows);
        for (int key = 0; key < 12; key++)
        {
            Assert.Equal(["2"], (await _server.SqlAsync($"SELECT f FROM m WHERE k = '{key}'")).Rows);
        }

        await _server.Host.SnapshotAsync();
        Assert.Equal($"{old}", await OldAsync());
        Faults.MixVersionsInBuffer = false;
        Assert.Equal($"{old}", await OldAsync());
    }

    [Fact]
    public async Task WithTheOlderVersionInAFile_TheNewerWins()
    {
        Faults.MixVersionsInBuffer = true;
        await WriteKeysAsync(1, 200);
        await _server.Host.SnapshotAsync();
        await WriteKeysAsync(2, 200);
        Assert.Equal("0", await OldAsync());
        await _server.Host.SnapshotAsync();
        Assert.Equal("0", await OldAsync());
    }

    [Fact]
    public async Task Snapshots_BeginAtRandomQueries_TheSameForASeed()
    {
        string[] first = await CountsAsync();
        await _server.DisposeAsync();
        _server = await RunningServer.StartAsync();
        Assert.Equal(first, await CountsAsync());
        Assert.Contains(first, count => count != "30");

        async Task<string[]> CountsAsync()
        {
            (Faults.HideRowsInSnapshots, Faults.SnapshotEvery, Faults.Seed) = (true, 5, 3);
            await WriteBlocksAsync("m", 30);
            List<string> counts = [];
            for (int query = 0; query < 40; query++)
            {
                counts.Add(await CountAsync("m"));
            }

            return [.. counts];
        }
    }

    [Fact]
    public async Task TheControlDoor_WritesTheFiles()
    {
        Assert.Equal(200, (await _server.SendJsonAsync(HttpMethod.Put, "/local/faults", """{"hideRowsInSnapshots":true,"mixVersionsInBuffer":true,"snapshotFilesPerQuery":0,"seed":4}""")).Status);
        await WriteBlocksAsync("m", 5);
        Assert.Equal(204, (await _server.SendAsync(HttpMethod.Post, "/local/snapshot?files=2")).Status);
        Assert.Equal("2", await CountAsync("m"));
        Assert.Equal(400, (await _server.SendAsync(HttpMethod.Post, "/local/snapshot?files=x")).Status);
        Assert.Equal(204, (await _server.SendAsync(HttpMethod.Post, "/local/snapshot")).Status);
        Assert.Equal("5", await CountAsync("m"));
        // Without the buffer all is in files, as it was.
        Assert.Equal(204, (await _server.SendAsync(HttpMethod.Delete, "/local/faults")).Status);
        await WriteBlocksAsync("m", 1, first: 9);
        Assert.Equal(("6", "6"), (await CountAsync("m"), await FilesAsync("m")));
    }

    private async Task<string> CountAsync(string table) => (await _server.SqlAsync($"SELECT count(*) AS n FROM {table}")).Rows[0];

    private async Task<string> FilesAsync(string table) => (await _server.SqlAsync($"SELECT count(*) AS n FROM system.parquet_files WHERE table_name = '{table}'")).Rows[0];

    private async Task<string[]> ValuesAsync() => [.. (await _server.SqlAsync("SELECT f FROM m ORDER BY time")).Rows];

    private async Task<string> OldAsync() => (await _server.SqlAsync("SELECT count(*) AS n FROM m WHERE f = 1")).Rows[0];

    private async Task WriteKeysAsync(int value, int keys) =>
        Assert.Equal(204, (await _server.WriteAsync(string.Concat(Enumerable.Range(0, keys).Select(key => $"m,k={key} f={value} {Start}\n")), "db=d&precision=ns")).Status);

    private async Task WriteBlocksAsync(string table, int count, int first = 0)
    {
        string lines = string.Concat(Enumerable.Range(first, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{table} f={i} {Start + (i * Block)}\n")));
        Assert.Equal(204, (await _server.WriteAsync(lines, "db=d&precision=ns")).Status);
    }
}
