using System.Management.Automation;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Connecting;

public sealed class GetInfluxMeasurementTests : IAsyncLifetime, IDisposable
{
    private readonly HostedEngine _engine = new();
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
    }

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Tags_fields_and_types_are_told_apart()
    {
        _engine.Run("""
            @{ time = 1; room = 'a'; Building = 'b'; f = 0.5; i = 1; u = [uint64]1; s = 'text'; b = $true } | Write-InfluxPoints sensors -TagColumn room, Building
            @{ time = 1; v = 1.5 } | Write-InfluxPoints plain
            """).Succeed();

        Answer answer = _engine.Run("Get-InfluxMeasurement | ForEach-Object { \"$_ in $($_.Database): $($_.Tags -join ',') | $($_.Fields -join ', ')\" }").Succeed();

        Assert.Equal(
            ["plain in db:  | v (Float)", "sensors in db: Building,room | b (Boolean), f (Float), i (Integer), s (String), u (Unsigned)"],
            answer.Texts);
    }

    [Fact]
    public void Names_and_wildcards_pick_case_sensitively()
    {
        _engine.Run("foreach ($name in 'cpu', 'Cpu', 'cpu_1h', 'disk[0]', 'half[') { @{ time = 1; v = 1.5 } | Write-InfluxPoints $name }").Succeed();

        Assert.Equal(["cpu", "cpu_1h"], _engine.Run("(Get-InfluxMeasurement cpu*).Name").Succeed().Texts);
        Assert.Equal(["Cpu", "cpu"], _engine.Run("(Get-InfluxMeasurement cpu, Cpu).Name").Succeed().Texts);
        Assert.Equal(["disk[0]"], _engine.Run("(Get-InfluxMeasurement 'disk[0]').Name").Succeed().Texts);
        // Not a pattern, as it is not closed.
        Assert.Equal(["half["], _engine.Run("(Get-InfluxMeasurement 'half[').Name").Succeed().Texts);
        Assert.Empty(_engine.Run("Get-InfluxMeasurement nothing*").Succeed().Output);
    }

    [Fact]
    public void Measurements_bring_their_connection()
    {
        // Of two databases of one server, neither of them the default one.
        _engine.Run($$"""
            Disconnect-InfluxDatabase
            foreach ($name in 'one', 'two') {
                $null = Connect-InfluxDatabase {{_server.Address}} $name -Name $name
                @{ time = '2026-01-01T09:00:00Z'; room = $name; v = 1.5 } | Write-InfluxPoints cpu -TagColumn room -Connection $name
            }
            function All { Get-InfluxMeasurement cpu -Connection one; Get-InfluxMeasurement cpu -Connection two }
            """).Succeed();

        Assert.Equal(["one", "two"], _engine.Run("(All | Get-InfluxPoints).room").Succeed().Texts);
        Assert.Equal(["two", "two"], _engine.Run("(All | Select-Object Name | Get-InfluxPoints -Connection two).room").Succeed().Texts);
        Assert.Equal([1L, 1L], _engine.Run("(All | Invoke-InfluxDownsample -Every 1h -TargetMeasurement '{measurement}_1h' -SettleTime 0s).PointsWritten").Succeed().Values);
        Assert.Equal([true, true], _engine.Run("All | Test-InfluxDownsample -Every 1h -TargetMeasurement '{measurement}_1h' -SettleTime 0s -Quiet").Succeed().Values);
        Assert.Equal(2, _engine.Run("All | New-InfluxDownsampleQuery -Every 1h").Succeed().Output.Count);
        // What another process or a file brings back.
        Assert.Equal(["two"], _engine.Run("([System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((All)[1])) | Get-InfluxPoints).room").Succeed().Texts);
        _engine.Run("All | Remove-InfluxMeasurement -Force").Succeed();
        Assert.Equal(["cpu_1h", "cpu_1h"], _engine.Run("foreach ($name in 'one', 'two') { (Get-InfluxMeasurement cpu* -Connection $name).Name }").Succeed().Texts);
    }

    [Fact]
    public void An_unknown_name_suggests_near_ones_and_the_others_still_come()
    {
        _engine.Run("foreach ($name in 'occupancy', 'weather') { @{ time = 1; v = 1.5 } | Write-InfluxPoints $name }").Succeed();

        Answer answer = _engine.Run("Get-InfluxMeasurement Occupancy, weather");

        ErrorRecord error = answer.FailWith("MeasurementNotFound");
        Assert.Contains("Did you mean 'occupancy'?", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("Occupancy", error.TargetObject);
        Assert.Equal(["weather"], answer.Texts);
    }

    [Theory]
    // recent, of one row, long ago with a gap, before 1970, in the future, over all times
    [InlineData("1700000000123456789")]
    [InlineData("1422886740000000001", "1424252399999999999", "1700000000000000000")]
    [InlineData("-5000000000000000000", "-1")]
    [InlineData("9000000000000000000", "1000")]
    [InlineData("-9223372036854775806", "9223371599999999999")]
    // before the first time that a text can name
    [InlineData("-9223372036500000000", "-9223372036000000000", "5")]
    public void The_range_is_exact(params string[] times)
    {
        _engine.Run($"foreach ($time in {string.Join(',', times)}) {{ @{{ time = [long]$time; v = 1.5 }} | Write-InfluxPoints m }}").Succeed();

        Answer answer = _engine.Run("Get-InfluxMeasurement m -Range | ForEach-Object { $_.FirstNanoseconds, $_.LastNanoseconds, $_.FirstTime }").Succeed();

        long[] stamps = [.. times.Select(long.Parse).Order()];
        Assert.Equal([stamps[0], stamps[^1], DateTime.UnixEpoch.AddTicks((long)Math.Floor(stamps[0] / 100m))], answer.Values);
    }

    [Fact]
    public void The_range_takes_few_queries_and_none_over_everything()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        _engine.Set("times", Enumerable.Range(0, 100).Select(day => now.AddDays(-day).UtcDateTime).ToArray());
        _engine.Run("$times | ForEach-Object { @{ time = $_; v = 1.5 } } | Write-InfluxPoints m").Succeed();
        int before = _server.Requests.Entries.Count;

        Answer answer = _engine.Run("Get-InfluxMeasurement m -Range").Succeed();

        Assert.Equal(now.UtcDateTime, answer.Output[0].Properties["LastTime"].Value);
        Assert.Equal(now.AddDays(-99).UtcDateTime, answer.Output[0].Properties["FirstTime"].Value);
        Assert.InRange(_server.Requests.Entries.Count - before, 1, 50);
    }

    [Fact]
    public void The_range_comes_also_where_only_short_ranges_may_be_queried()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        _engine.Set("times", Enumerable.Range(0, 5).Select(year => now.AddYears(-year).UtcDateTime).ToArray());
        _engine.Run("$times | ForEach-Object { @{ time = $_; v = 1.5 } } | Write-InfluxPoints m").Succeed();
        _server.Faults.QueryFileLimit = 2;

        Answer answer = _engine.Run("Get-InfluxMeasurement m -Range").Succeed();

        Assert.Equal(
            (now.AddYears(-4).UtcDateTime, now.UtcDateTime),
            ((DateTime)answer.Output[0].Properties["FirstTime"].Value, (DateTime)answer.Output[0].Properties["LastTime"].Value));
    }

    [Fact]
    public async Task Deleted_tables_are_left_out_unless_they_are_named()
    {
        _engine.Run("@{ time = 1; v = 1.5 } | Write-InfluxPoints gone; @{ time = 1; v = 1.5 } | Write-InfluxPoints stays").Succeed();
        using HttpClient http = new() { BaseAddress = _server.Address };
        using HttpResponseMessage deleted = await http.DeleteAsync(new Uri("api/v3/configure/table?db=db&table=gone", UriKind.Relative));
        Assert.True(deleted.IsSuccessStatusCode, await deleted.Content.ReadAsStringAsync());
        // The server lists it under another name for some days (wire reference 6.1).
        string name = Assert.Single(_engine.Run("Invoke-InfluxQuery \"SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'gone-%'\" | ForEach-Object table_name").Succeed().Texts);

        Assert.DoesNotContain(name, _engine.Run("Get-InfluxMeasurement | ForEach-Object Name").Succeed().Texts);
        Assert.DoesNotContain(name, _engine.Run("Get-InfluxMeasurement 'gone*', stays | ForEach-Object Name").Succeed().Texts);
        Assert.Equal([name], _engine.Run($"Get-InfluxMeasurement '{name}' | ForEach-Object Name").Succeed().Texts);
        Assert.Equal([name, "stays"], _engine.Run($"Get-InfluxMeasurement 'st*', '{name}' | ForEach-Object Name").Succeed().Texts);
        Assert.Equal(["1.5"], _engine.Run($"Invoke-InfluxQuery 'SELECT v FROM \"{name}\"' | ForEach-Object v").Succeed().Texts);
        Answer jobs = _engine.Run("Invoke-InfluxDownsample * -Every 1h -Start 1970-01-01 -Stop 1970-01-02 -TargetDatabase hourly -SettleTime 0s");
        Assert.DoesNotContain(jobs.Output, job => job.Properties["Source"].Value.ToString()!.Contains("gone", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_rows_there_is_no_range()
    {
        // Rows that have expired are there no more.
        _engine.Run("New-InfluxDatabase short -RetentionPeriod 1h; @{ time = 1; v = 1.5 } | Write-InfluxPoints m -Database short").Succeed();

        Answer answer = _engine.Run("Get-InfluxMeasurement m -Range -Database short").Succeed();

        Assert.Null(Assert.Single(answer.Output).Properties["FirstTime"].Value);
        Assert.Null(answer.Output[0].Properties["LastTime"].Value);
    }

    [Theory]
    [InlineData("Timestamp(ns)")]
    [InlineData("Timestamp(Nanosecond, None)")]
    public async Task Both_spellings_of_the_time_type_are_known(string timeType)
    {
        await using ScriptedServer scripted = await ScriptedServer.StartAsync(new Rows()
            .Text("table_name", "m", "m", "m", "m")
            .Text("column_name", "host", "note", "time", "v")
            .Text("data_type", "Dictionary(Int32, Utf8)", "Utf8", timeType, "Float64")
            .Build());

        Answer answer = _engine.Run($"Get-InfluxMeasurement -Connection '{scripted.Connection}' | ForEach-Object {{ \"$($_.Tags) | $($_.Fields)\" }}").Succeed();

        Assert.Equal(["host | note (String) v (Float)"], answer.Texts);
        Assert.Contains("information_schema.columns", Assert.Single(scripted.Tickets), StringComparison.Ordinal);
    }
}
