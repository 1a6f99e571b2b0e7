using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.PointRanges;

/// <summary>Get-InfluxPoints: what points are, what it takes, what it refuses.</summary>
public sealed class GetInfluxPointsTests(TestServer server) : IClassFixture<TestServer>, IDisposable
{
    private readonly HostedEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Points_know_their_measurement_tags_types_and_nanoseconds()
    {
        string database = await ConnectAsync(
            "home,room=Kitchen,floor=1 f=1,i=2i,u=3u,s=\"on\",b=true 1767236407000000123",
            "home,room=Attic i=3i,Temp=4 1767236407000000123",
            "home f=0.5 1700000000000000001");
        string other = server.NewDatabase();

        Assert.Equal([3, 3], _engine.Run("@(Get-InfluxPoints home -ChunkSize 1000000d).Count; @(Get-InfluxPoints home -ChunkSize 1000y).Count").Succeed().Values);
        Assert.Equal(
            ["time,floor,room,Temp,b,f,i,s,u|1700000000000000001|||0.5", "time,floor,room,Temp,b,f,i,s,u|1767236407000000123|1|Kitchen|1", "time,floor,room,Temp,b,f,i,s,u|1767236407000000123||Attic|"],
            _engine.Run("Get-InfluxPoints home | ForEach-Object { \"$($_.PSObject.Properties.Name -join ',')|$($_.GetNanoseconds('time'))|$($_.floor)|$($_.room)|$($_.f)\" }").Succeed().Texts);
        Assert.Equal([true], _engine.Run("$all = @(Get-InfluxPoints home -ChunkSize 1h); $all[0].GetType() -eq $all[2].GetType() -and $all[1].i -is [long] -and $all[1].u -is [ulong]").Succeed().Values);

        // A copy needs no more than a connection.
        _engine.Run($"Get-InfluxPoints home | Write-InfluxPoints -Database {other}").Succeed();
        const string All = "SELECT * FROM home ORDER BY time, room";
        const string Lines = "| ConvertTo-InfluxLineProtocol -Measurement home";
        Assert.Equal(_engine.Run($"Invoke-InfluxQuery '{All}' -Database {database} {Lines}").Succeed().Texts, _engine.Run($"Invoke-InfluxQuery '{All}' -Database {other} {Lines}").Succeed().Texts);
    }

    [Fact]
    public async Task What_is_not_there_and_what_cannot_be_right_is_said()
    {
        await ConnectAsync("home,room=a temp=1 1");
        int before = server.Host.Requests.Entries.Count;

        _engine.Run("Get-InfluxPoints home -Start 2026-01-02 -Stop 2026-01-02").FailWith("InvalidParameter");
        _engine.Run("Get-InfluxPoints home -Start yesterday").FailWith("InvalidParameter");
        _engine.Run("Get-InfluxPoints home -ChunkSize 0s").FailWith("InvalidParameter");
        Assert.Contains("longer than zero", _engine.Run("Get-InfluxPoints home -ChunkSize 0").FailWith("InvalidParameter").ToString(), StringComparison.Ordinal);
        _engine.Run("Get-InfluxPoints home -Where @{ room = 'a' } -Connection nowhere").FailWith("ConnectionNotFound");
        Assert.Equal(before, server.Host.Requests.Entries.Count);

        Assert.Contains("Did you mean 'home'?", _engine.Run("Get-InfluxPoints Home").FailWith("MeasurementNotFound").ToString(), StringComparison.Ordinal);
        Assert.Contains("pipe the names that Get-InfluxMeasurement returns for 'hom*'",
            _engine.Run("Get-InfluxPoints hom*").FailWith("MeasurementNotFound").ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'temp'?", _engine.Run("Get-InfluxPoints home -Field tempo").FailWith("ColumnNotFound").ToString(), StringComparison.Ordinal);
        Assert.Contains("'room' is a tag", _engine.Run("Get-InfluxPoints home -Field room").FailWith("ColumnNotFound").ToString(), StringComparison.Ordinal);
        _engine.Run("Get-InfluxPoints home -Field nothing*").FailWith("ColumnNotFound");
        Assert.Contains("Did you mean 'room'?", _engine.Run("Get-InfluxPoints home -Where @{ rom = 'a' }").FailWith("ColumnNotFound").ToString(), StringComparison.Ordinal);
        _engine.Run("Get-InfluxPoints home -Where @{ temp = 'warm' }").FailWith("InvalidParameter");
        _engine.Run("Get-InfluxPoints home -Database nowhere").FailWith("DatabaseNotFound");
        // One of several keeps no other from its answer.
        Answer both = _engine.Run("'hom', 'home' | Get-InfluxPoints");
        both.FailWith("MeasurementNotFound");
        Assert.Single(both.Output);
        Assert.Empty(_engine.Run("Get-InfluxPoints home -Start 2020-01-01").Succeed().Output);
    }

    [Fact]
    public async Task Measurements_come_from_the_pipeline_with_their_databases()
    {
        string database = await server.DatabaseWith("one v=1 1", "two v=2 2", "two v=3 3");
        await ConnectAsync("one v=9 9");

        Assert.Equal(["1", "2", "3"], _engine.Run($"Get-InfluxMeasurement -Database {database} | Get-InfluxPoints | ForEach-Object v").Succeed().Texts);
        Assert.Equal(["9"], _engine.Run("Get-InfluxPoints one | ForEach-Object v").Succeed().Texts);
        Assert.Equal(["3"], _engine.Run($"[pscustomobject]@{{ Measurement = 'two'; Database = '{database}' }} | Get-InfluxPoints -Descending -First 1 | ForEach-Object v").Succeed().Texts);
    }

    [Fact]
    public async Task Names_and_values_cannot_change_the_query()
    {
        string[] lines = ["a\"\\ b';--,ro\"om=it's\\ \"x\",x=1 f\"*=1 1", "a\"\\ b';--,ro\"om=other,x=1 f\"*=2 2"];
        await ConnectAsync(lines);

        Assert.Equal(["1"], _engine.Run("""Get-InfluxPoints 'a" b'';--' -Where @{ 'ro"om' = 'it''s "x"' } -Field 'f"`*' | ForEach-Object 'f"*'""").Succeed().Texts);
        Assert.Empty(_engine.Run("""Get-InfluxPoints 'a" b'';--' -Where @{ 'ro"om' = "other' OR '1'='1" }""").Succeed().Output);
    }

    [Fact]
    public async Task First_asks_the_server_for_no_more()
    {
        await ConnectAsync([.. Enumerable.Range(1, 100).Select(second => $"home,room={second % 2} v={second} {second}000000000")]);
        int before = server.Host.Requests.Entries.Count;

        Assert.Equal(["100", "99", "98"], _engine.Run("Get-InfluxPoints home -Descending -First 3 | ForEach-Object v").Succeed().Texts);

        string query = Assert.Single(server.Host.Requests.Entries.Skip(before).Select(request => request.Query ?? ""), text => text.Contains("ORDER BY", StringComparison.Ordinal));
        Assert.EndsWith("ORDER BY 1 DESC, 2\nLIMIT 3", query, StringComparison.Ordinal);
        Assert.Equal(["1", "3"], _engine.Run("Get-InfluxPoints home -Where @{ room = 1 } -First 2 -AsBatch | ForEach-Object GetPoints | ForEach-Object v").Succeed().Texts);
    }

    private async Task<string> ConnectAsync(params string[] lines)
    {
        string database = await server.DatabaseWith(lines);
        _engine.Run($"Connect-InfluxDatabase {server.Host.Address} {database} -Token {TestServer.Token}").Succeed();
        return database;
    }
}
