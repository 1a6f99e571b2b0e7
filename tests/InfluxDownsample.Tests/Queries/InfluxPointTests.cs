using Apache.Arrow;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Queries;

/// <summary>A row of a query result as scripts see it.</summary>
public sealed class InfluxPointTests : IAsyncLifetime, IDisposable
{
    private readonly HostedEngine _engine = new();
    private ScriptedServer _server = null!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Columns_are_properties_in_query_order_with_values_of_the_servers_types()
    {
        await Query(new Rows()
            .Time("time", 1_000_000_000)
            .Tag("room", "office")
            .Float("temperature", 21.5)
            .Integer("co", -3)
            .Unsigned("serial", ulong.MaxValue)
            .Boolean("open", true)
            .Text("note", [null])
            .Build());

        Assert.Equal(["time", "room", "temperature", "co", "serial", "open", "note"], Texts("$p.PSObject.Properties.Name"));
        object?[] values = Values("$p.time; $p.room; $p.temperature; $p.co; $p.serial; $p.open; $null -eq $p.note; $p.time.Kind");
        Assert.Equal([new DateTime(1970, 1, 1, 0, 0, 1, DateTimeKind.Utc), "office", 21.5, -3L, ulong.MaxValue, true, true, DateTimeKind.Utc], values);
    }

    [Fact]
    public async Task There_is_nothing_to_see_but_the_columns_and_what_every_object_can()
    {
        await Query(Rows.Room(1));

        Assert.Equal(
            ["co", "open", "room", "temperature", "time", "Equals", "GetHashCode", "GetNanoseconds", "GetType", "ToString"],
            Texts("($p | Get-Member).Name")
                .OrderBy(name => char.IsUpper(name[0])).ThenBy(name => name, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Exact_nanoseconds_are_kept_beside_the_time_people_see()
    {
        await Query(new Rows().Time("time", 1_422_862_200_123_456_789, -1, long.MinValue + 2).Build());

        Assert.Equal(
            [1_422_862_200_123_456_789, -1L, long.MinValue + 2, "2015-02-02T07:30:00.1234567Z", "1969-12-31T23:59:59.9999999Z"],
            Values("$all | ForEach-Object { $_.GetNanoseconds('time') }; $all[0, 1] | ForEach-Object { $_.time.ToString('o') }"));
    }

    [Fact]
    public async Task Names_that_are_no_identifiers_and_names_of_dotnet_members_work_as_properties()
    {
        await Query(new Rows().Integer("iox::measurement", 1).Integer("Batch", 2).Integer("Count", 3).Integer("Row", 4).Integer("a b'c", 5).Integer("Source", 6).Build());

        Assert.Equal([1L, 2L, 3L, 4L, 5L, 6L], Values("$p.'iox::measurement'; $p.Batch; $p.Count; $p.Row; $p.'a b''c'; $p.source"));
    }

    [Fact]
    public async Task Of_names_that_differ_only_in_case_the_first_is_kept_and_the_others_get_a_number()
    {
        await Query(new Rows().Time("time", 1).Integer("Temp", 1).Integer("temp", 2).Integer("temp_2", 3).Integer("TEMP", 4).Build());

        Assert.Equal(["time", "Temp", "temp_3", "temp_2", "TEMP_4"], Texts("$p.PSObject.Properties.Name"));
        Assert.Equal([1L, 2L, 3L, 4L], Values("$p.Temp; $p.temp_3; $p.temp_2; $p.TEMP_4"));
        // What is written has the columns' own names.
        Assert.Equal(["m Temp=1i,temp=2i,temp_2=3i,TEMP=4i 1"], Texts("$p | ConvertTo-InfluxLineProtocol -Measurement m"));
        Assert.Equal(["m Temp=1i,temp=7i,temp_2=3i,TEMP=4i 1"], Texts("$p.temp_3 = 7; $p | ConvertTo-InfluxLineProtocol -Measurement m"));
    }

    [Fact]
    public async Task The_stamp_keeps_its_name_beside_columns_that_differ_from_it_only_in_case()
    {
        await Query(new Rows().Integer("TIME", 3, 4).Integer("Time", 5, 6).Time("time", 2, 1).Build());

        Assert.Equal(["TIME_2", "Time_3", "time"], Texts("$p.PSObject.Properties.Name"));
        Assert.Equal([DateTimeKind.Utc, 3L, 5L, 2L, 1L, 2L], Values("$p.time.Kind; $p.TIME_2; $p.Time_3; $p.GetNanoseconds(); $all | Sort-InfluxPoints | % GetNanoseconds"));
        Assert.Equal(["m TIME=3i,Time=7i 2"], Texts("$p.Time_3 = 7; $p | ConvertTo-InfluxLineProtocol -Measurement m"));
    }

    [Fact]
    public async Task Changed_points_are_sorted_by_the_tags_that_the_columns_are_called()
    {
        await Query(new Rows().Time("time", 1, 2).Tag("Room", "x", "x").Tag("room", "b", "a").Integer("v", 1, 2).Build());

        Assert.Equal(["a", "b"], Texts("$all | ForEach-Object { $_.v = 3; $_ } | Sort-InfluxPoints Series | ForEach-Object room_2"));
    }

    [Fact]
    public async Task Columns_may_be_called_as_methods_and_as_what_the_engine_adds_to_every_object()
    {
        await Query(new Rows().Time("time", 1).Integer("ToString", 1).Integer("GetType", 2).Integer("GetNanoseconds", 3).Integer("PSObject", 4).Integer("pstypenames", 5).Integer("Read", 6).Build());

        Assert.Equal([1L, 2L, 3L, 4L, 5L, 6L], Values("$p.ToString_2; $p.GetType_2; $p.GetNanoseconds_2; $p.PSObject_2; $p.pstypenames_2; $p.Read"));
        Assert.Equal([1L, true], Values("$p.GetNanoseconds(); $p.GetType().Name.StartsWith('InfluxPoint')"));
        Assert.Equal(["@{time=01/01/1970 00:00:00; ToString_2=1; GetType_2=2; GetNanoseconds_2=3; PSObject_2=4; pstypenames_2=5; Read=6}"], Texts("$p.ToString()"));
        Assert.Equal(["m ToString=1i,GetType=2i,GetNanoseconds=3i,PSObject=4i,pstypenames=5i,Read=6i 1"], Texts("$p | ConvertTo-InfluxLineProtocol -Measurement m"));
    }

    [Fact]
    public async Task Results_of_the_same_columns_have_one_class()
    {
        await Query(Rows.Room(2));

        Assert.Equal([true, false], Values($"""
            $again = Invoke-InfluxQuery 'SELECT' -Connection '{_server.Connection}' | Select-Object -First 1
            $p.GetType() -eq $again.GetType()
            $p.GetType() -eq ($p | Remove-MeasurementColumn -Column co).GetType()
            """));
    }

    [Fact]
    public async Task Assigning_changes_this_row_only()
    {
        await Query(Rows.Room(3));

        Assert.Equal(
            [20.0, 5.5, 22.0, "kitchen", "office"],
            Values("$all[1].temperature = 5.5; $all[1].room = 'kitchen'; $all.temperature; $all[1].room; $all[2].room"));
    }

    [Theory]
    [InlineData("temperature", "5", "5 Double")]
    [InlineData("temperature", "'2.5'", "2.5 Double")]
    [InlineData("temperature", "$null", " ")]
    [InlineData("co", "7.0", "7 Int64")]
    [InlineData("co", "12d", "12 Int64")]
    [InlineData("room", "42", "42 String")]
    [InlineData("open", "$false", "False Boolean")]
    [InlineData("time", "[datetime]::new(2026, 1, 31, 12, 0, 0)", "01/31/2026 12:00:00 DateTime")]
    [InlineData("time", "'2026-01-31T12:00:00+02:00'", "01/31/2026 10:00:00 DateTime")]
    public async Task An_assigned_value_takes_the_type_of_its_column(string column, string value, string expected)
    {
        await Query(Rows.Room(1));

        Assert.Equal([expected], Texts($"$p.{column} = {value}; \"$($p.{column}) $(if ($null -ne $p.{column}) {{ $p.{column}.GetType().Name }})\""));
    }

    [Theory]
    [InlineData("co", "5.5", "Column 'co': the value '5.5' (Double) cannot be kept unchanged as an integer.")]
    [InlineData("co", "'many'", "Column 'co': the value 'many' (String) cannot be kept unchanged as an integer.")]
    [InlineData("temperature", "9007199254740993", "Column 'temperature': the value '9007199254740993' (Int64) cannot be kept unchanged as a float.")]
    [InlineData("time", "'yesterday'", "Column 'time': the value 'yesterday' (String) cannot be kept unchanged as a time.")]
    public async Task A_value_that_would_change_is_refused_and_the_row_stays_as_it_was(string column, string value, string message)
    {
        await Query(Rows.Room(1));

        Answer answer = _engine.Run($"$before = $p.{column}; $p.{column} = {value}");

        Assert.Contains(message, Assert.Single(answer.Errors).ToString(), StringComparison.Ordinal);
        Assert.Equal([true], Values($"$before -eq $p.{column}"));
    }

    [Fact]
    public async Task An_assigned_time_keeps_its_nanoseconds()
    {
        await Query(Rows.Room(1));

        Assert.Equal(
            [1_769_860_800_123_456_789L, 42L],
            Values("$p.time = '2026-01-31T12:00:00.123456789Z'; $p.GetNanoseconds('time'); $p.time = 42; $p.GetNanoseconds()"));
    }

    [Fact]
    public async Task Both_forms_of_where_object_see_the_columns()
    {
        await Query(Rows.Room(10));

        Assert.Equal([28.0, 29.0, 28.0, 29.0], Values("$all | Where-Object temperature -gt 27 | ForEach-Object temperature; $all | Where-Object { $_.temperature -gt 27 } | ForEach-Object { $_.temperature }"));
    }

    [Fact]
    public async Task Added_properties_stay_with_the_point_through_the_pipeline()
    {
        await Query(Rows.Room(2));

        Assert.Equal(
            ["berlin", "", "site time room temperature co open", "berlin"],
            Texts("""
                $p.PSObject.Properties.Add([psnoteproperty]::new('site', 'berlin'))
                $all | Where-Object co -ge 0 | ForEach-Object { "$($_.site)" }
                "$($p.PSObject.Properties.Name)"
                $p | Remove-MeasurementColumn -Column temp* | ForEach-Object site
                """));
    }

    [Fact]
    public async Task A_point_prints_as_a_custom_object_does()
    {
        await Query(Rows.Room(1));

        Assert.Equal(["@{time=01/01/1970 00:00:00; room=office; temperature=20; co=0; open=True}"], Texts("\"$p\""));
    }

    [Fact]
    public async Task Tab_completes_the_columns()
    {
        await Query(Rows.Room(1));

        Assert.Equal(["temperature"], _engine.Complete("$p.te"));
        Assert.Equal(["temperature"], _engine.Complete("$all | Sort-Object te"));
        Assert.Equal(["temperature"], _engine.Complete("$all | Where-Object te"));
    }

    private async Task Query(RecordBatch rows)
    {
        _server = await ScriptedServer.StartAsync(rows);
        _engine.Run($"$all = @(Invoke-InfluxQuery 'SELECT' -Connection '{_server.Connection}'); $p = $all[0]").Succeed();
    }

    private object?[] Values(string script) => _engine.Run(script).Succeed().Values;

    private string[] Texts(string script) => _engine.Run(script).Succeed().Texts;
}
