using System.Globalization;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests;

/// <summary>The four steps of a downsampling script against a running server: query, remove the measurement column, sort, write; then the target is read back.</summary>
public sealed class DownsamplingScriptTests(TestServer server) : IClassFixture<TestServer>, IDisposable
{
    private const long Hour = 3_600_000_000_000;
    private const long Start = 1_422_835_200_000_000_000; // 2015-02-02T00:00:00Z

    private readonly HostedEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("-AsBatch")]
    public async Task The_script_works_in_sql_and_in_influxql_and_both_targets_hold_the_same_points(string asBatch)
    {
        await Connect(Occupancy());

        string[] results = Texts($$"""
            $sql = @'
            SELECT
              DATE_BIN(INTERVAL '1 hour', time) AS time,
              room,
              AVG(temperature) AS temperature,
              AVG(humidity) AS humidity,
              AVG(co2) AS co2
            FROM occupancy
            --In WHERE, time refers to <source_table>.time
            WHERE time >= '2015-02-02T00:00:00Z' AND time < '2015-02-19T00:00:00Z'
            --1 refers to the DATE_BIN column
            GROUP BY 1, room
            ORDER BY 1
            '@
            Invoke-InfluxQuery $sql {{asBatch}} -Connection raw | Sort-InfluxPoints | Write-InfluxPoints -Measurement occupancy_1h -TagColumn room -Connection downsampled |
                ForEach-Object { "$($_.PointsReceived) received, $($_.PointsWritten) written, $($_.PointsSkipped) skipped" }

            $influxql = "SELECT MEAN(temperature) AS temperature, MEAN(humidity) AS humidity, MEAN(co2) AS co2 FROM occupancy WHERE time >= '2015-02-02T00:00:00Z' AND time < '2015-02-19T00:00:00Z' GROUP BY time(1h), room"
            Invoke-InfluxQuery $influxql {{asBatch}} -Language InfluxQL -Connection raw | Remove-MeasurementColumn | Sort-InfluxPoints | Write-InfluxPoints -Measurement occupancy_1h_iql -TagColumn room -Connection downsampled |
                ForEach-Object { "$($_.PointsReceived) received, $($_.PointsWritten) written, $($_.PointsSkipped) skipped, $($_.SkipReasons['NoFields']) of them without a field" }
            """);

        // 17 days of hours and two rooms, of which each has rows in six.
        Assert.Equal(["12 received, 12 written, 0 skipped", $"{17 * 24 * 2} received, 12 written, {(17 * 24 * 2) - 12} skipped, {(17 * 24 * 2) - 12} of them without a field"], results);
        string[] expected = ExpectedHours();
        Assert.Equal(expected, ReadBack("occupancy_1h"));
        Assert.Equal(expected, ReadBack("occupancy_1h_iql"));
    }

    [Fact]
    public async Task The_target_has_the_tag_as_a_tag_the_fields_as_fields_and_no_measurement_column()
    {
        await Connect(Occupancy());

        _engine.Run("Invoke-InfluxQuery \"SELECT MEAN(co2) AS co2 FROM occupancy WHERE time >= '2015-02-02T00:00:00Z' AND time < '2015-02-03T00:00:00Z' GROUP BY time(1h), room\" -Language InfluxQL -Connection raw | Remove-MeasurementColumn | Write-InfluxPoints -Measurement hourly -Connection downsampled").Succeed();

        Assert.Equal(["co2 Float Field", "room String Tag", "time Timestamp Time"], Schema("hourly"));
    }

    [Theory]
    // Where the server marks tags, nothing is named: plain columns, aliases, GROUP BY in SQL and in InfluxQL.
    [InlineData("Invoke-InfluxQuery 'SELECT * FROM home' -Connection raw", "", "floor room")]
    [InlineData("Invoke-InfluxQuery 'SELECT * FROM home' -AsBatch -Connection raw", "", "floor room")]
    [InlineData("Invoke-InfluxQuery 'SELECT time, room AS place, temp FROM home' -Connection raw", "", "place")]
    [InlineData("Invoke-InfluxQuery \"SELECT DATE_BIN(INTERVAL '1 hour', time) AS time, room, floor, AVG(temp) AS temp FROM home GROUP BY 1, room, floor\" -Connection raw", "", "floor room")]
    [InlineData("Invoke-InfluxQuery \"SELECT MEAN(temp) AS temp FROM home WHERE time < '2016-01-01T00:00:00Z' GROUP BY time(1h), room, floor FILL(none)\" -Language InfluxQL -Connection raw | Remove-MeasurementColumn", "", "floor room")]
    [InlineData("Invoke-InfluxQuery \"SELECT temp, room FROM home\" -Language InfluxQL -Connection raw | Remove-MeasurementColumn", "", "room")]
    // A computed text is a field to the server, unless it is named.
    [InlineData("Invoke-InfluxQuery \"SELECT time, CONCAT(room, '-', floor) AS place, temp FROM home\" -Connection raw", "", "")]
    [InlineData("Invoke-InfluxQuery \"SELECT time, CONCAT(room, '-', floor) AS place, temp FROM home\" -Connection raw", "-TagColumn place", "place")]
    public async Task A_source_tag_stays_a_tag(string query, string named, string tags)
    {
        await Connect($"home,room=kitchen,floor=1 temp=20.5,note=\"x\" {Start}", $"home,room=hall,floor=2 temp=21.5,note=\"y\" {Start}");

        _engine.Run($"{query} | Write-InfluxPoints -Measurement copy {named} -Connection downsampled").Succeed();

        Assert.Equal(tags, string.Join(' ', Schema("copy").Where(column => column.EndsWith(" Tag", StringComparison.Ordinal)).Select(column => column.Split(' ')[0])));
    }

    [Fact]
    public async Task Rows_of_several_measurements_go_each_to_its_own()
    {
        await Connect($"indoor,room=a v=1 {Start}", $"outdoor,room=b v=2 {Start}", $"indoor,room=a v=3 {Start + 1}");

        Assert.Equal(["3", "indoor 2", "outdoor 1"], Texts("""
            Invoke-InfluxQuery 'SELECT v FROM indoor, outdoor GROUP BY room' -Language InfluxQL -Connection raw | Write-InfluxPoints -Connection downsampled | ForEach-Object PointsWritten
            'indoor', 'outdoor' | ForEach-Object { "$_ $(@(Invoke-InfluxQuery "SELECT * FROM $_" -Connection downsampled).Count)" }
            """));
    }

    [Fact]
    public async Task What_a_script_assigns_and_adds_is_what_is_written()
    {
        await Connect($"home,room=kitchen temp=20.5,count=1i {Start}");

        _engine.Run("""
            Invoke-InfluxQuery 'SELECT * FROM home' -Connection raw | ForEach-Object {
                $_.temp = 5; $_.room = 'hall'
                $_.PSObject.Properties.Add([psnoteproperty]::new('site', 'berlin'))
                $_
            } | Write-InfluxPoints -Measurement changed -TagColumn site -Connection downsampled
            """).Succeed();

        Assert.Equal(["5 hall 1 berlin"], Texts("Invoke-InfluxQuery 'SELECT * FROM changed' -Connection downsampled | ForEach-Object { \"$($_.temp) $($_.room) $($_.count) $($_.site)\" }"));
        Assert.Equal(["count Integer Field", "room String Tag", "site String Tag", "temp Float Field", "time Timestamp Time"], Schema("changed"));
    }

    private async Task Connect(params string[] lines)
    {
        string source = await server.DatabaseWith(lines);
        _engine.Run($$"""
            $null = Connect-InfluxDatabase -Name raw -Uri {{server.Host.Address}} -Database {{source}} -Token {{TestServer.Token}}
            $null = Connect-InfluxDatabase -Name downsampled -Uri {{server.Host.Address}} -Database {{server.NewDatabase()}} -Token {{TestServer.Token}} -WarningAction Ignore
            """).Succeed();
    }

    // Four rows an hour in two rooms, three hours, then a gap of ten, then three more.
    private static string[] Occupancy() => [.. Hours().SelectMany(hour => new[] { "office", "lab" }.SelectMany(room => Enumerable.Range(0, 4).Select(quarter =>
        string.Create(CultureInfo.InvariantCulture, $"occupancy,room={room} temperature={Temperature(hour, room, quarter)},humidity={40 + quarter},co2={400 + (hour * 10) + quarter}i {Start + (hour * Hour) + (quarter * Hour / 4)}"))))];

    private static IEnumerable<int> Hours() => [0, 1, 2, 13, 14, 15];

    private static double Temperature(int hour, string room, int quarter) => 20 + hour + room.Length + (quarter / 8.0);

    private static string[] ExpectedHours() => [.. Hours().SelectMany(hour => new[] { "lab", "office" }.Select(room => string.Create(
        CultureInfo.InvariantCulture,
        $"{Start + (hour * Hour)} {room} {Enumerable.Range(0, 4).Average(quarter => Temperature(hour, room, quarter))} {Enumerable.Range(0, 4).Average(quarter => 40.0 + quarter)} {Enumerable.Range(0, 4).Average(quarter => 400.0 + (hour * 10) + quarter)}")))];

    private string[] ReadBack(string measurement)
        => Texts($"Invoke-InfluxQuery 'SELECT * FROM {measurement} ORDER BY time, room' -Connection downsampled | ForEach-Object {{ \"$($_.GetNanoseconds()) $($_.room) $($_.temperature) $($_.humidity) $($_.co2)\" }}");

    private string[] Schema(string measurement)
        => Texts($"(Invoke-InfluxQuery 'SELECT * FROM {measurement}' -AsBatch -Connection downsampled).Schema.Columns | ForEach-Object {{ \"$($_.Name) $($_.Type) $($_.Role)\" }}");

    private string[] Texts(string script) => _engine.Run(script).Succeed().Texts;
}
