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

    private string[] Texts(string script) => _engine.Run(script).Succeed().Texts;
}
