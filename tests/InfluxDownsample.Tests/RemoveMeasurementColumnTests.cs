using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests;

/// <summary>Leaving out columns of points, batches and other objects.</summary>
public sealed class RemoveMeasurementColumnTests : IAsyncLifetime, IDisposable
{
    private readonly HostedEngine _engine = new();
    private ScriptedServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await ScriptedServer.StartAsync(new Rows()
            .Text("iox::measurement", "home", "home")
            .Time("time", 1, 2)
            .Tag("room", "a", "b")
            .Float("temp_min", 1, 2)
            .Float("temp_max", 3, 4)
            .Build());
        _engine.Set("server", _server.Connection);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("", "time room temp_min temp_max")]
    [InlineData("temp_*", "iox::measurement time room")]
    [InlineData("TEMP_MIN, room, nosuch", "iox::measurement time temp_max")]
    public void Points_and_batches_lose_the_named_columns_and_the_input_keeps_them(string column, string rest)
    {
        Assert.Equal([rest, rest, "iox::measurement time room temp_min temp_max", "iox::measurement time room temp_min temp_max"], Texts($$"""
            $p = Invoke-InfluxQuery 'SELECT' -Connection $server
            $b = Invoke-InfluxQuery 'SELECT' -Connection $server -AsBatch
            "$(@($p | Remove-MeasurementColumn {{column}})[1].PSObject.Properties.Name)"
            "$(($b | Remove-MeasurementColumn {{column}}).ColumnNames)"
            "$($p[1].PSObject.Properties.Name)"
            "$($b.ColumnNames)"
            """));
    }

    [Fact]
    public void Roles_exact_times_and_assigned_values_stay()
    {
        Assert.Equal(["2 9 b 3", "Tag", "2"], Texts("""
            $p = @(Invoke-InfluxQuery 'SELECT' -Connection $server)
            $p[1].temp_min = 9; $p[1].'iox::measurement' = 'other'; $p[1].temp_max = 3
            $out = @($p | Remove-MeasurementColumn)
            "$($out[1].GetNanoseconds()) $($out[1].temp_min) $($out[1].room) $($out[1].temp_max)"
            (Invoke-InfluxQuery 'SELECT' -Connection $server -AsBatch | Remove-MeasurementColumn).Schema.Columns[1].Role
            "$($out.Count)"
            """));
    }

    [Fact]
    public void Objects_dictionaries_and_data_rows_lose_them_as_well()
    {
        Assert.Equal(["b", "a b", "Hashtable b", "OrderedDictionary b c", "2 b", "True"], Texts("""
            $o = [pscustomobject]@{ a = 1; b = 2 }
            "$(($o | Remove-MeasurementColumn a).PSObject.Properties.Name)"
            "$($o.PSObject.Properties.Name)"
            $h = @{ a = 1; b = 2 } | Remove-MeasurementColumn a; "$($h.GetType().Name) $($h.Keys)"
            $h = [ordered]@{ b = 1; a = 2; c = 3 } | Remove-MeasurementColumn a; "$($h.GetType().Name) $($h.Keys)"
            $t = [System.Data.DataTable]::new(); $null = $t.Columns.Add('a'); $null = $t.Columns.Add('b'); $null = $t.Rows.Add(1, 2)
            $r = , $t.Rows[0] | Remove-MeasurementColumn a; "$($r.b) $($r.PSObject.Properties.Name)"
            "$([object]::ReferenceEquals($o, ($o | Remove-MeasurementColumn z)))"
            """));
    }

    [Theory]
    [InlineData("room", "time Room temp Temp_2", "time Room temp Temp")]
    [InlineData("Room", "time room temp Temp_2", "time room temp Temp")]
    [InlineData("ROOM", "time Room room_2 temp Temp_2", "time Room room temp Temp")]
    [InlineData("room_2, Temp", "time Room temp", "time Room room temp")]
    [InlineData("TEMP*", "time Room room_2", "time Room room")]
    [InlineData("TIME", "Room room_2 temp Temp_2", "Room room temp Temp")]
    public async Task Of_columns_that_differ_only_in_case_the_one_written_so_goes(string column, string point, string batch)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(
            new Rows().Time("time", 1).Tag("Room", "a").Tag("room", "b").Float("temp", 1).Float("Temp", 2).Build());
        _engine.Set("both", server.Connection);

        Assert.Equal([point, batch], Texts($$"""
            "$((Invoke-InfluxQuery 'SELECT' -Connection $both | Remove-MeasurementColumn {{column}}).PSObject.Properties.Name)"
            "$((Invoke-InfluxQuery 'SELECT' -Connection $both -AsBatch | Remove-MeasurementColumn {{column}}).ColumnNames)"
            """));
    }

    [Fact]
    public void Of_keys_and_table_columns_that_differ_only_in_case_the_one_written_so_goes()
    {
        Assert.Equal(["Room a", "3", "1 2"], Texts("""
            $h = '{ "Room": 1, "room": 2, "a": 3 }' | ConvertFrom-Json -AsHashtable
            "$(($h | Remove-MeasurementColumn room).Keys | Sort-Object -CaseSensitive)"
            "$(($h | Remove-MeasurementColumn ROOM).Keys.Count)"
            $t = [System.Data.DataTable]::new(); $null = $t.Columns.Add('Room'); $null = $t.Columns.Add('room'); $null = $t.Rows.Add(1, 2)
            "$((, $t.Rows[0] | Remove-MeasurementColumn room).Room) $((, $t.Rows[0] | Remove-MeasurementColumn Room).room)"
            """));
    }

    private string[] Texts(string script) => _engine.Run(script).Succeed().Texts;
}
