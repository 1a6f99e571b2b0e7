using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Writing;

/// <summary>Lines that a real InfluxDB 3 confirms and is ruined by: a tag twice, and times in the last ten minutes it can hold. None ever leaves.</summary>
public sealed class RuinousPointTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    // 2262-04-11T23:40:00Z, from wire reference 5.7.
    private const long FirstRuinous = 9_223_371_600_000_000_000;

    private readonly HostedEngine _engine = fixture.Engine;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options);
        _engine.Run($"Connect-InfluxDatabase {_server.Address} db").Succeed();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("m,a=1,a=1 v=1 1", "tag 'a'")]
    [InlineData("m,a=1,a=2 v=1 1", "tag 'a'")]
    [InlineData("m,a=1,b=2,a=3 v=1 1\r", "tag 'a'")]
    [InlineData(@"m,a\ b=1,a\ b=2 v=1 1", "tag 'a b'")]
    [InlineData(@"m,a\xb=1,a\\xb=2 v=1 1", @"tag 'a\xb'")]
    [InlineData("m,é=1,é=2 v=1 1", "tag 'é'")]
    [InlineData("m v=1,v=2 1", "field 'v'")]
    [InlineData("m v=1,w=1i,v=2i 1", "field 'v'")]
    public void NameTwiceInALine_IsRefusedAndTheOthersAreStored(string line, string named)
    {
        string file = Write($"m,a=0,A=0 v=0,V=0 0\n{line}\nm,a=9 v=9 9\n");

        Answer answer = _engine.Run($"Import-InfluxLineProtocol '{file}'");

        Assert.Contains(named, answer.FailWith("LineInvalid").ToString(), StringComparison.Ordinal);
        Assert.Equal((3L, 2L, 1L), Counts(answer));
        Assert.Equal([2L], _engine.Run("(Invoke-InfluxQuery 'SELECT count(v) AS n FROM m').n").Succeed().Values);
    }

    [Fact]
    public void TagNamedTwice_IsWrittenOnce()
    {
        _engine.Run("""
            $row = [System.Collections.Specialized.OrderedDictionary]::new([StringComparer]::Ordinal)
            $row['time'] = 1; $row['Room'] = 'x'; $row['room'] = 'y'; $row['v'] = 1.5
            , $row | Write-InfluxPoints m -TagColumn Room, room
            """).Succeed();
        Assert.Equal(
            ["n,Room=x,room=y v=1.5 1"],
            _engine.Run("Invoke-InfluxQuery 'SELECT * FROM m' -Language InfluxQL | ConvertTo-InfluxLineProtocol n -TagColumn room, Room, room").Succeed().Texts);
    }

    [Fact]
    public void ObjectWithTwoKeysOfOneName_IsPointInvalid()
        => Assert.Contains("'1'", _engine.Run("$two = @{ time = 1; v = 1.5 }; $two[1] = 'a'; $two['1'] = 'b'; $two | ConvertTo-InfluxLineProtocol m -TagColumn '1'").FailWith("PointInvalid").ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("Nanosecond", 1)]
    [InlineData("Microsecond", 1_000)]
    [InlineData("Millisecond", 1_000_000)]
    [InlineData("Second", 1_000_000_000)]
    public void LastTenMinutes_AreRefusedAtEveryPrecision(string precision, long unit)
    {
        long ruinous = FirstRuinous / unit;
        string file = Write($"m v=1 {ruinous - 1}\nm v=2 {ruinous}\nm v=3 {ruinous + 60_000_000_000 / unit}\nm v=4 {long.MaxValue / unit}\n");

        Answer imported = _engine.Run($"Import-InfluxLineProtocol '{file}' -Precision {precision}");

        Assert.Equal(["LineInvalid", "LineInvalid", "LineInvalid"], imported.Errors.Select(static error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal((4L, 1L, 3L), Counts(imported));

        Answer written = _engine.Run($$"""
            $last = [datetime]::new(2262, 4, 11, 23, 40, 0, [DateTimeKind]::Utc)
            $last.AddTicks(-1), $last, $last.AddMinutes(7), '2262-04-11T23:39:59.999999999Z', '2262-04-11T23:40:00Z', '2262-04-11T23:47:16.854775806Z' |
                ForEach-Object { @{ time = $_; v = 1.5 } } | Write-InfluxPoints w -Precision {{precision}}
            """);

        Assert.True(written.Errors.Count == 4, string.Join('\n', written.Errors));
        Assert.All(written.Errors, static error => Assert.StartsWith("PointInvalid", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Equal((6L, 2L, 4L), Counts(written));
    }

    private static (long Received, long Written, long Rejected) Counts(Answer answer)
        => ((long)answer.Output[0].Properties["PointsReceived"].Value, (long)answer.Output[0].Properties["PointsWritten"].Value, (long)answer.Output[0].Properties["PointsRejected"].Value);

    private string Write(string text)
    {
        string path = Path.Combine(_folder.FullName, "lines.lp");
        File.WriteAllText(path, text);
        return path;
    }
}
