using Apache.Arrow;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests;

/// <summary>Sorting points, batches and other objects.</summary>
public sealed class OptimizeInfluxPointsTests : IAsyncLifetime, IDisposable
{
    private readonly HostedEngine _engine = new();
    private ScriptedServer? _server;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Points_come_out_by_time_and_equal_times_in_order_of_arrival()
    {
        await Query(
            new Rows().Time("time", 30, 10, null, 20).Text("name", "a", "b", "none", "c").Build(),
            new Rows().Time("time", 10, 30, 5, -1).Text("name", "d", "e", "f", "g").Build());

        Assert.Equal(["g f b d c a e none", "a e c b d f g none"], Texts("""
            "$(Invoke-InfluxQuery 'SELECT' -Connection $server | Optimize-InfluxPoints | ForEach-Object name)"
            "$(Invoke-InfluxQuery 'SELECT' -Connection $server | Sort-InfluxPoints -Descending | ForEach-Object name)"
            """));
    }

    [Fact]
    public async Task Batches_come_out_as_batches_with_all_values()
    {
        await Query(
            new Rows().Measurement("m").Time("time", 3, 1).Tag("room", "a", null).Float("f", 0.1, null).Boolean("b", true, null).Unsigned("u", ulong.MaxValue, 1).Build(),
            new Rows().Measurement("m").Time("time", 2, 4).Tag("room", "", "d").Float("f", -0.0, double.NaN).Boolean("b", false, true).Unsigned("u", 0, null).Build());

        Assert.Equal(
            [
                "InfluxBatch 4 m Tag",
                "1   True: 1",
                "2  -0 False: 0",
                "3 a 0.1 True: 18446744073709551615",
                "4 d NaN True: ",
            ],
            Texts("""
                $b = Invoke-InfluxQuery 'SELECT' -AsBatch -Connection $server | Sort-InfluxPoints
                "$($b.GetType().Name) $($b.RowCount) $($b.Schema.Measurement) $($b.Schema.Columns[1].Role)"
                $b.GetPoints() | ForEach-Object { "$($_.GetNanoseconds()) $($_.room) $($_.f) $($_.b -ne $false): $($_.u)" }
                """));
    }

    [Fact]
    public async Task Batches_that_arrive_sorted_are_handed_on_as_they_are()
    {
        await Query(Rows.Room(3), Rows.Room(3, first: 2));

        Assert.Equal([true, true], Values("""
            $in = @(Invoke-InfluxQuery 'SELECT' -AsBatch -Connection $server)
            $out = @($in | Sort-InfluxPoints)
            [object]::ReferenceEquals($in[0], $out[0])
            [object]::ReferenceEquals($in[1], $out[1])
            """));
    }

    [Fact]
    public async Task By_series_sorts_by_table_then_tags_by_name_then_time()
    {
        await Query(new Rows()
            .Text("iox::measurement", "m2", "m1", "m1", "m1", "m1")
            .Time("time", 1, 4, 3, 2, 1)
            // The column order is not the order of the names: 'floor' sorts before 'room'.
            .Tag("room", "a", "a", "b", "a", null)
            .Tag("floor", "1", "2", "1", "2", "1")
            .Text("name", "A", "B", "C", "D", "E")
            .Build());

        Assert.Equal(["E C D B A", "A B D C E", "E C D B A"], Texts("""
            "$(Invoke-InfluxQuery 'SELECT' -Connection $server | Sort-InfluxPoints Series | ForEach-Object name)"
            "$(Invoke-InfluxQuery 'SELECT' -Connection $server | Sort-InfluxPoints Series -Descending | ForEach-Object name)"
            "$((Invoke-InfluxQuery 'SELECT' -Connection $server -AsBatch | Sort-InfluxPoints Series).GetPoints().name)"
            """));
    }

    [Fact]
    public async Task A_text_column_named_as_a_tag_counts_as_one_and_an_assigned_value_too()
    {
        await Query(new Rows().Time("time", 1, 2, 3).Text("host", "b", "a", "b").Build());

        Assert.Equal(["2 1 3", "1 3 2", "3 2 1"], Texts("""
            "$(Invoke-InfluxQuery 'SELECT' -Connection $server | Sort-InfluxPoints Series -TagColumn host | ForEach-Object { $_.GetNanoseconds() })"
            $p = @(Invoke-InfluxQuery 'SELECT' -Connection $server); $p[1].host = 'z'
            "$($p | Sort-InfluxPoints Series -TagColumn host | ForEach-Object { $_.GetNanoseconds() })"
            $p[0].time = 9; $p[1].host = 'b'; $p[2].time = 1
            "$($p | Sort-InfluxPoints Series -TagColumn host | ForEach-Object { [array]::IndexOf($p, $_) + 1 })"
            """));
    }

    [Fact]
    public void Objects_dictionaries_and_text_times_are_sorted_as_well_and_come_out_themselves()
    {
        Assert.Equal(["d b a c e", "a c b d e", "x y"], Texts("""
            $a = [pscustomobject]@{ name = 'a'; when = '2026-01-31T12:00:00.000000002Z'; room = 'r1' }
            $b = @{ name = 'b'; when = [datetime]'2026-01-31T12:00:00Z'; room = 'r2' }
            $c = [pscustomobject]@{ name = 'c'; when = [datetimeoffset]'2026-01-31T14:00:00.0000001+02:00'; room = 'r1' }
            $d = [pscustomobject]@{ name = 'd'; when = 5; room = 'r2' }
            $e = [pscustomobject]@{ name = 'e'; when = $null; room = 'r2' }
            "$($a, $b, $c, $d, $e | Sort-InfluxPoints -TimestampColumn when | ForEach-Object { $_.name })"
            "$($a, $b, $c, $e | Sort-InfluxPoints Series -TimestampColumn when -TagColumn room | ForEach-Object { $_.name } | ForEach-Object { $_; if ($_ -eq 'b') { 'd' } })"
            "$([pscustomobject]@{ time = 1; n = 'x' }, [pscustomobject]@{ time = 2; n = 'y' } | Sort-InfluxPoints | ForEach-Object n)"
            """));
    }

    [Fact]
    public async Task Points_and_batches_together_come_out_as_points()
    {
        await Query(new Rows().Time("time", 4, 2).Build());

        Assert.Equal(["1 2 2 3 4 4", "InfluxPoint PSCustomObject"], Texts("""
            $b = Invoke-InfluxQuery 'SELECT' -Connection $server -AsBatch
            $o = @($b, [pscustomobject]@{ time = 3 }, $b, [pscustomobject]@{ time = 1 } | Sort-InfluxPoints)
            "$($o | ForEach-Object { if ($_ -is [InfluxDownsample.Points.InfluxPoint]) { $_.GetNanoseconds() } else { $_.time } })"
            "$($o[1].GetType().BaseType.Name) $($o[0].GetType().Name)"
            """));
    }

    [Fact]
    public void One_time_that_cannot_be_understood_is_an_error_about_that_object()
    {
        Answer answer = _engine.Run("$bad = [pscustomobject]@{ time = 'soon' }; [pscustomobject]@{ time = 2 }, $bad, [pscustomobject]@{ time = 1 } | Sort-InfluxPoints | ForEach-Object time");

        Assert.Equal([1, 2], answer.Values);
        System.Management.Automation.ErrorRecord error = answer.FailWith("PointInvalid");
        Assert.StartsWith("Row 2, column 'time': 'soon' is not written as a time.", error.ToString(), StringComparison.Ordinal);
        Assert.Same(((System.Management.Automation.PSObject)_engine.Get("bad")!).BaseObject, ((System.Management.Automation.PSObject)error.TargetObject).BaseObject);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("-AsBatch", "")]
    [InlineData("", "Series -Descending -MaxMemoryMB 1")]
    public async Task One_row_without_a_time_comes_last_with_a_warning(string query, string sort)
    {
        await Query(new Rows().Time("time", 30, null, 20).Build(), new Rows().Time("time", 10).Build());

        Answer answer = _engine.Run($"Invoke-InfluxQuery 'SELECT' {query} -Connection $server | Sort-InfluxPoints {sort}").Succeed();

        Assert.Contains("Row 2 has no time and comes last.", Assert.Single(answer.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_without_a_time_come_last_with_one_warning_that_counts_them()
    {
        await Query(new Rows().Time("time", 30, 20, null).Build(), new Rows().Time("time", null, 10).Build());
        const string Objects = "[pscustomobject]@{ time = $null; v = 1.5 }, @{ v = 2.5 }, @{ time = 5; v = 3.5 }";

        Answer answer = _engine.Run($"& {{ Invoke-InfluxQuery 'SELECT' -Connection $server; {Objects} }} | Sort-InfluxPoints").Succeed();

        Assert.Equal(8, answer.Output.Count);
        Assert.Contains("4 rows have no time and come last; the first of them is row 3.", Assert.Single(answer.Warnings), StringComparison.Ordinal);
        Assert.Empty(_engine.Run("@{ time = 2 }, @{ time = 1 } | Sort-InfluxPoints").Succeed().Warnings);
        // None of them is lost in silence.
        Answer written = _engine.Run($"{Objects} | Sort-InfluxPoints -WarningAction Ignore | ConvertTo-InfluxLineProtocol m");
        Assert.Equal(["m v=3.5 5"], written.Texts);
        Assert.Equal(["PointInvalid", "PointInvalid"], written.Errors.Select(static error => error.FullyQualifiedErrorId.Split(',')[0]));
    }

    [Fact]
    public void An_empty_cell_of_a_file_is_no_time()
    {
        Answer answer = _engine.Run("\"time,v`n2026-01-02,1`n,2`n2026-01-01,3\" | ConvertFrom-Csv | Sort-InfluxPoints | ForEach-Object v").Succeed();

        Assert.Equal(["3", "1", "2"], answer.Texts);
        Assert.Contains("Row 2 has no time", Assert.Single(answer.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Times_in_text_are_sorted_as_they_are_written()
    {
        Assert.Equal(["5 1767225600000000000 2026-01-02 now"], Texts("""
            "$('now', '1767225600000000000', '2026-01-02', '5' | ForEach-Object { [pscustomobject]@{ time = $_ } } | Sort-InfluxPoints | ForEach-Object time)"
            """));
    }

    [Theory]
    [InlineData("Invoke-InfluxQuery 'SELECT' -Connection $server | Sort-InfluxPoints -TimestampColumn when", "ColumnNotFound", "'when'")]
    [InlineData("Invoke-InfluxQuery 'SELECT' -AsBatch -Connection $server | Sort-InfluxPoints -TimestampColumn co", "InvalidParameter", "'co'")]
    [InlineData("Invoke-InfluxQuery 'SELECT' -Connection $server | Sort-InfluxPoints Series -TagColumn rome", "ColumnNotFound", "'rome'")]
    [InlineData("[pscustomobject]@{ time = 1 } | Sort-InfluxPoints -TimestampColumn Zeit", "ColumnNotFound", "'Zeit'")]
    public async Task A_column_that_is_not_there_is_an_error(string script, string id, string text)
    {
        await Query(Rows.Room(2));

        Assert.Contains(text, _engine.Run(script).FailWith(id).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("-AsBatch", "")]
    [InlineData("", "-Descending")]
    [InlineData("-AsBatch", "Series")]
    [InlineData("", "Series")]
    public async Task Above_the_memory_limit_the_result_is_the_same(string query, string sort)
    {
        // More than 2 MB of rows in ten batches, with equal times everywhere, nulls in every column and a row without a time.
        var random = new Random(42);
        RecordBatch[] batches = [.. Enumerable.Range(0, 10).Select(batch => new Rows()
            .Time("time", [.. Enumerable.Range(0, 600).Select(row => batch == 5 && row == 7 ? null : (long?)random.Next(1000))])
            .Tag("room", [.. Enumerable.Range(0, 600).Select(_ => random.Next(4) is var room && room == 0 ? null : "room" + room)])
            .Text("note", [.. Enumerable.Range(0, 600).Select(row => random.Next(9) == 0 ? null : new string('ü', random.Next(400)))])
            .Float("f", [.. Enumerable.Range(0, 600).Select(_ => random.Next(9) == 0 ? null : (double?)random.NextDouble())])
            .Unsigned("u", [.. Enumerable.Range(0, 600).Select(_ => random.Next(9) == 0 ? null : (ulong?)ulong.MaxValue)])
            .Boolean("b", [.. Enumerable.Range(0, 600).Select(_ => random.Next(9) == 0 ? null : (bool?)(random.Next(2) == 0))])
            .Integer("id", [.. Enumerable.Range(batch * 600, 600).Select(id => (long?)id)])
            .Build())];
        await Query(batches);
        string rows = query.Length > 0 ? "ForEach-Object { $_.GetPoints() } | ForEach-Object { \"$_\" }" : "ForEach-Object { \"$_\" }";

        string[] inMemory = Texts($"Invoke-InfluxQuery 'SELECT' {query} -Connection $server | Sort-InfluxPoints {sort} | {rows}");
        string[] spilled = Texts($"Invoke-InfluxQuery 'SELECT' {query} -Connection $server | Sort-InfluxPoints {sort} -MaxMemoryMB 1 | {rows}");

        Assert.Equal(6000, inMemory.Length);
        Assert.Equal(inMemory, spilled);
    }

    [Fact]
    public async Task Above_the_memory_limit_changed_points_and_objects_keep_their_place_and_no_file_is_left()
    {
        await Query([.. Enumerable.Range(0, 6).Select(batch => new Rows()
            .Time("time", [.. Enumerable.Range(0, 3000).Select(row => (long?)((row * 7919L) % 3000))])
            .Text("note", [.. Enumerable.Repeat(new string('x', 50), 3000)])
            .Integer("id", [.. Enumerable.Range(batch * 3000, 3000).Select(id => (long?)id)])
            .Build())]);
        Assert.Equal([18_001, "changed plain", true, true, 0], Values("""
            $all = @(Invoke-InfluxQuery 'SELECT' -Connection $server)
            $all[4000].time = -5; $all[4000].note = 'changed'
            $files = $null
            $others = [System.IO.Directory]::GetFiles([System.IO.Path]::GetTempPath(), 'influxdownsample-*')
            $out = @($all + [pscustomobject]@{ time = -4; note = 'plain' } | Sort-InfluxPoints -MaxMemoryMB 1 | ForEach-Object {
                if (-not $files) { $files = [System.IO.Directory]::GetFiles([System.IO.Path]::GetTempPath(), 'influxdownsample-*').Where({ $_ -notin $others }) }
                $_
            })
            $out.Count
            "$($out[0].note) $($out[1].note)"
            [object]::ReferenceEquals($out[0], $all[4000])
            # The runs were in files while they were merged.
            $files.Count -gt 0
            @($files | Where-Object { [System.IO.File]::Exists($_) }).Count
            """));
    }

    private async Task Query(params RecordBatch[] batches)
    {
        _server = await ScriptedServer.StartAsync(batches);
        _engine.Set("server", _server.Connection);
    }

    private object?[] Values(string script) => _engine.Run(script).Succeed().Values;

    private string[] Texts(string script) => _engine.Run(script).Succeed().Texts;
}
