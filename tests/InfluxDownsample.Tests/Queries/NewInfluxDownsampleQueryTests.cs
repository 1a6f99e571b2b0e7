using System.Management.Automation;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Queries;

/// <summary>The queries that New-InfluxDownsampleQuery makes, as text and as the local server answers them.</summary>
public sealed class NewInfluxDownsampleQueryTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private readonly HostedEngine _engine = fixture.Engine;
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options);
        _engine.Run($$"""
            Connect-InfluxDatabase {{_server.Address}} db
            Connect-InfluxDatabase {{_server.Address}} db -Name raw
            Connect-InfluxDatabase {{_server.Address}} hourly -Name downsampled -WarningAction SilentlyContinue
            """).Succeed();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
    }

    [Fact]
    public void The_query_shows_its_text_and_knows_tags_and_parameters()
    {
        WriteOffice();

        PSObject query = Assert.Single(_engine.Run(
            "New-InfluxDownsampleQuery office -Every 1h -Start 2026-01-01 -Stop 2026-01-02T00:00:00.000000001Z -Field temp*, state -Where @{ room = 'a', 'b' }").Succeed().Output);

        Assert.Equal(
            """
            SELECT date_bin(INTERVAL '1 hour', time) AS time, "floor", "room", selector_last("state", time)['value'] AS "state", avg("temperature") AS "temperature"
            FROM "office"
            WHERE time >= '2026-01-01T00:00:00Z' AND time < '2026-01-02T00:00:00.000000001Z' AND ("room" = $p1 OR "room" = $p2)
            GROUP BY 1, 2, 3
            ORDER BY 1, 2, 3
            """.ReplaceLineEndings("\n"),
            query.ToString());
        Assert.Equal(["floor", "room"], (IEnumerable<string>)query.Properties["Tags"].Value);
        Assert.Equal(("office", "Sql"), (query.Properties["Measurement"].Value, query.Properties["Language"].Value.ToString()));
        var parameters = (IReadOnlyDictionary<string, object?>)query.Properties["Parameters"].Value;
        Assert.Equal(("a", "b"), (parameters["p1"], parameters["p2"]));
    }

    [Theory]
    [InlineData("-Every 90s", "time(90s), ")]
    [InlineData("-Every 10us", "time(10u), ")]
    [InlineData("-Every 1w", "time(1w, 96h), ")]
    [InlineData("-Every 1d -TimeZone Europe/Berlin", "time(1d), ", " tz('Europe/Berlin')")]
    [InlineData("-Every 1h -Origin 2026-01-01T00:15:00Z", "time(1h, 15m), ")]
    [InlineData("-Every 1h -Fill Null -Start 2026-01-01 -Stop 2026-01-02", " fill(null)")]
    [InlineData("-Every 1h -Fill Linear -Start 2026-01-01 -Stop 2026-01-02 -Field temperature", " fill(linear)")]
    public void InfluxQL_says_window_fill_and_zone(string parameters, params string[] parts)
    {
        WriteOffice();

        string text = Assert.Single(_engine.Run($"New-InfluxDownsampleQuery office -Language InfluxQL {parameters}").Succeed().Texts);

        Assert.All(parts, part => Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.Contains("\"floor\", \"room\" fill(", text, StringComparison.Ordinal);
        _engine.Run($"New-InfluxDownsampleQuery office -Language InfluxQL {parameters} | Invoke-InfluxQuery").Succeed();
    }

    [Theory]
    [InlineData("30s", "30 seconds")]
    [InlineData("15m", "15 minutes")]
    [InlineData("1h30m", "90 minutes")]
    [InlineData("1d", "1 day")]
    [InlineData("1w", "7 days")]
    [InlineData("1mo", "1 month")]
    [InlineData("1q", "3 months")]
    [InlineData("1y", "12 months")]
    [InlineData("7ns", "7 nanoseconds")]
    [InlineData("([timespan]'00:05:00')", "5 minutes")]
    public void Every_interval_works_unquoted(string every, string interval)
    {
        WriteOffice();

        Assert.Contains($"INTERVAL '{interval}'", Assert.Single(_engine.Run($"New-InfluxDownsampleQuery office -Every {every}").Succeed().Texts), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sql")]
    [InlineData("InfluxQL")]
    public void The_pipeline_of_one_line_just_works(string language)
    {
        DateTime hour = DateTime.UtcNow.Date.AddHours(DateTime.UtcNow.Hour - 3);
        _engine.Set("hour", hour);
        _engine.Run("""
            $(foreach ($room in 'office', 'lab') {
                foreach ($minute in 0, 30, 60) { @{ time = $hour.AddMinutes($minute); room = $room; co2 = 400 + $minute; open = $minute -eq 30; note = "at $minute" } }
            }) | Write-InfluxPoints occupancy -TagColumn room -Connection raw
            """).Succeed();

        Answer written = _engine.Run($"""
            Get-InfluxMeasurement occupancy -Connection raw | New-InfluxDownsampleQuery -Every 1h -Start -7d -Language {language} |
                Invoke-InfluxQuery -Connection raw | Write-InfluxPoints occupancy_1h -Connection downsampled
            """).Succeed();

        Assert.Equal(4L, written.Output[0].Properties["PointsWritten"].Value);
        Assert.Equal(
            ["lab co2=415", "office co2=415", "lab co2=460", "office co2=460"],
            _engine.Run("Invoke-InfluxQuery 'SELECT * FROM occupancy_1h ORDER BY time, room' -Connection downsampled | ForEach-Object { \"$($_.room) co2=$($_.co2)\" }").Succeed().Texts);
        Assert.Equal(
            ["room | co2 (Float) note (String) open (Boolean)"],
            _engine.Run("Get-InfluxMeasurement occupancy_1h -Connection downsampled | ForEach-Object { \"$($_.Tags) | $($_.Fields)\" }").Succeed().Texts);
    }

    [Fact]
    public void A_relative_start_goes_back_to_the_edge_of_its_window()
    {
        WriteOffice();

        string text = Assert.Single(_engine.Run("New-InfluxDownsampleQuery office -Every 1d -Start -7d").Succeed().Texts);

        Assert.Matches(@"WHERE time >= '\d{4}-\d\d-\d\dT00:00:00Z'\n", text);
    }

    [Fact]
    public void Ends_without_an_offset_are_those_of_the_zone_and_such_that_cut_a_window_are_named()
    {
        WriteOffice();
        const string Berlin = "New-InfluxDownsampleQuery office -Every 1d -TimeZone Europe/Berlin";

        Answer days = _engine.Run($"{Berlin} -Start 2015-02-03 -Stop 2015-02-05").Succeed();
        Answer cut = _engine.Run($"{Berlin} -Start 2015-02-03T00:00:00Z -Stop 2015-02-05").Succeed();

        Assert.Contains("WHERE time >= '2015-02-02T23:00:00Z' AND time < '2015-02-04T23:00:00Z'", Assert.Single(days.Texts), StringComparison.Ordinal);
        Assert.Empty(days.Warnings);
        Assert.Equal("-Start 2015-02-03T00:00:00Z lies within the window from 2015-02-02T23:00:00Z, of which only a part is computed.", Assert.Single(cut.Warnings));
    }

    // Clocks went back on 2015-10-25: from 3 to 2 at 01:00Z in Berlin, from 2 to 1:30 at 15:00Z on 2015-04-04 on Lord Howe Island.
    [Theory]
    [InlineData("-Every 2h -TimeZone Europe/Berlin -Origin 2015-10-25T00:30:00Z", "2015-10-25T01:00:00Z")]
    [InlineData("-Every 1h -TimeZone Europe/Berlin -Origin 2015-10-25T00:30:00Z", "2015-10-25T01:00:00Z")]
    [InlineData("-Every 1d -TimeZone Europe/Berlin -Origin 2015-10-24T00:15:00Z", "2015-10-25T01:00:00Z")]
    [InlineData("-Every 1h -TimeZone Australia/Lord_Howe -Origin 2015-04-03T14:45:00Z", "2015-04-04T15:00:00Z")]
    [InlineData("-Every 15m -TimeZone Europe/Berlin", null)]
    [InlineData("-Every 1h -TimeZone Europe/Berlin", null)]
    [InlineData("-Every 2h -TimeZone Europe/Berlin", null)]
    [InlineData("-Every 6h -TimeZone Europe/Berlin", null)]
    [InlineData("-Every 1d -TimeZone Europe/Berlin", null)]
    [InlineData("-Every 1h -TimeZone Australia/Lord_Howe", null)]
    [InlineData("-Every 2h -Origin 2015-10-25T00:30:00Z", null)]
    public void Windows_that_a_server_tears_where_clocks_go_back_are_named(string windows, string? time)
    {
        WriteOffice();

        Answer answer = _engine.Run($"New-InfluxDownsampleQuery office {windows} -Start 2015-01-05T00:00:00Z -Stop 2015-12-07T00:00:00Z").Succeed();

        Assert.Equal(time is not null, answer.Warnings.Any(warning => warning.Contains("go back over the edge", StringComparison.Ordinal)));
        Assert.True(time is null || answer.Warnings.Any(warning => warning.Contains(time, StringComparison.Ordinal)));
    }

    [Fact]
    public void Aggregates_go_by_the_most_precise_pattern_and_name_their_columns()
    {
        WriteOffice();

        string text = Assert.Single(_engine.Run("""
            New-InfluxDownsampleQuery office -Every 1h -Tag room -Aggregate @{ temperature = 'mean', 'max', 'p95'; 'co*' = 'rollup'; '*' = 'count' }
            """).Succeed().Texts);

        Assert.Contains(
            "\"room\", count(\"co\") AS \"co_count\", sum(CAST(\"co\" AS DECIMAL(38,0))) AS \"co_sum\", min(\"co\") AS \"co_min\", max(\"co\") AS \"co_max\", count(\"state\") AS \"state\", "
            + "avg(\"temperature\") AS \"temperature_mean\", max(\"temperature\") AS \"temperature_max\", "
            + (TestServers.Are36 ? "approx_percentile_cont(0.95) WITHIN GROUP (ORDER BY \"temperature\")" : "percentile_cont(\"temperature\", 0.95)") + " AS \"temperature_p95\"\n",
            text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Every 0s")]
    [InlineData("-Every often")]
    [InlineData("-Every 1h -Start 2026-01-02 -Stop 2026-01-01")]
    [InlineData("-Every 1h -Start whenever")]
    [InlineData("-Every 1h -Aggregate average")]
    [InlineData("-Every 1h -Aggregate mode -Fill Null -Start -1d")]
    [InlineData("-Every 1h -Aggregate @{ state = 'mean' }")]
    [InlineData("-Every 1h -Aggregate 'percentile(101)'")]
    [InlineData("-Every 1h -Fill Null")]
    [InlineData("-Every 1mo -Fill Null -Start 2026-01-01")]
    [InlineData("-Every 1mo -Language InfluxQL")]
    [InlineData("-Every 1h -TimeZone Europe/Nowhere")]
    [InlineData("-Every 1h -Where @{ room = @() }")]
    [InlineData("-Every 1h -Where @{ room = $null } -Language InfluxQL")]
    [InlineData("-Every 1h -Where @{ co = 1.5 }")]
    [InlineData("-Every 1h -Where @{ time = 1 }")]
    [InlineData("-Every 1h -Where @{ room = [string][char]0xD800 }")]
    public void What_cannot_be_right_is_InvalidParameter_before_any_query(string parameters)
    {
        WriteOffice();
        _engine.Run("$office = Get-InfluxMeasurement office").Succeed();
        int requests = _server.Requests.Entries.Count;

        ErrorRecord error = _engine.Run($"$office | New-InfluxDownsampleQuery {parameters}").FailWith("InvalidParameter");

        Assert.NotEmpty(error.Exception.Message);
        Assert.Equal(requests, _server.Requests.Entries.Count);
    }

    [Theory]
    [InlineData("@{ room = 'a' }", 2)]
    [InlineData("@{ room = 'a', 'b' }", 3)]
    [InlineData("@{ room = 'a'; floor = 2 }", 1)]
    [InlineData("@{ room = $null }", 1)]
    [InlineData("@{ room = 'a', $null }", 3)]
    [InlineData("@{ room = '%' }", 0)]
    [InlineData("@{ room = \"a' OR '1'='1\" }", 0)]
    [InlineData("@{ co = 11 }", 1)]
    [InlineData("@{ co = '11', 12 }", 2)]
    [InlineData("@{ temperature = 22 }", 1)]
    [InlineData("@{ state = 'busy' }", 2)]
    public void A_filter_selects_exactly_its_rows(string where, int rows)
    {
        WriteOffice();
        string[] languages = where.Contains("$null", StringComparison.Ordinal) ? ["Sql"] : ["Sql", "InfluxQL"];
        foreach (string language in languages)
        {
            Answer answer = _engine.Run($"New-InfluxDownsampleQuery office -Every 1y -Start 2026-01-01 -Tag @() -Field co -Aggregate count -Where {where} -Language {language} | Invoke-InfluxQuery"
                .Replace("1y", language == "Sql" ? "1y" : "100w", StringComparison.Ordinal)).Succeed();

            Assert.Equal(rows, answer.Output.Sum(row => (long)row.Properties["co"].Value));
        }
    }

    [Theory]
    [InlineData("Sql", "None", "10 | 30")]
    [InlineData("Sql", "Null", "10 |  |  | 30")]
    [InlineData("Sql", "Previous", "10 | 10 | 10 | 30")]
    [InlineData("Sql", "Linear", "10 | 16.667 | 23.333 | 30")]
    [InlineData("InfluxQL", "None", "10 | 30")]
    [InlineData("InfluxQL", "Null", "10 |  |  | 30")]
    [InlineData("InfluxQL", "Previous", "10 | 10 | 10 | 30")]
    public void Gaps_are_filled_as_asked(string language, string fill, string expected)
    {
        _engine.Run("""
            @{ time = '2026-01-01T00:10:00Z'; v = 10.0; s = 'x' }, @{ time = '2026-01-01T03:50:00Z'; v = 30.0; s = 'y' } |
                ForEach-Object { $_.time = [datetimeoffset]$_.time; $_ } | Write-InfluxPoints gaps
            """).Succeed();

        Answer answer = _engine.Run($$"""
            $rows = New-InfluxDownsampleQuery gaps -Every 1h -Start 2026-01-01 -Stop 2026-01-01T04:00:00Z -Fill {{fill}} -Language {{language}} | Invoke-InfluxQuery
            ($rows | ForEach-Object { if ($null -ne $_.v) { [math]::Round($_.v, 3) } else { '' } }) -join ' | '
            ($rows | ForEach-Object { $_.s })[-1]
            """).Succeed();

        Assert.Equal([expected, "y"], answer.Texts);
    }

    [Theory]
    // What a server would refuse is said before it is asked.
    [InlineData("-Aggregate count -Fill Previous", "SQL")]
    [InlineData("-Aggregate rollup -Fill Linear", "SQL")]
    [InlineData("-Aggregate @{ v = 'mean','count' } -Fill Previous", "SQL")]
    public void InfluxQL_cannot_fill_counts(string parameters, string cure)
    {
        int before = _server.Requests.Entries.Count;

        ErrorRecord error = _engine.Run($"New-InfluxDownsampleQuery gaps -Every 1h -Start 2026-01-01 -Stop 2026-01-01T04:00:00Z -Language InfluxQL {parameters}").FailWith("InvalidParameter");

        Assert.Contains(cure, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(before, _server.Requests.Entries.Count);
    }

    [Theory]
    [InlineData("Sql", "Previous", "1 | 1 | 0 | 2")]
    [InlineData("Sql", "Linear", "1 | 0 | 0 | 2")]
    [InlineData("Sql", "Null", "1 | 0 | 0 | 2")]
    public void Counts_are_filled_where_a_series_begins_late_and_ends_early(string language, string fill, string expected)
    {
        // Hour 1 has no row; hour 2 has one whose field is not there; 'late' has one in the last hour only, so that its gaps lie at the edge.
        _engine.Run("""
            @{ time = '2026-01-01T00:10:00Z'; room = 'a'; v = 10.0 }, @{ time = '2026-01-01T02:50:00Z'; room = 'a'; w = 1.0 }, @{ time = '2026-01-01T03:10:00Z'; room = 'a'; v = 1.0 },
            @{ time = '2026-01-01T03:50:00Z'; room = 'a'; v = 30.0 }, @{ time = '2026-01-01T03:50:00Z'; room = 'late'; v = 30.0 } |
                ForEach-Object { $_.time = [datetimeoffset]$_.time; $_ } | Write-InfluxPoints counted -TagColumn room
            """).Succeed();

        Answer answer = _engine.Run($$"""
            $rows = New-InfluxDownsampleQuery counted -Every 1h -Start 2026-01-01 -Stop 2026-01-01T04:00:00Z -Field v -Aggregate count -Fill {{fill}} -Language {{language}} | Invoke-InfluxQuery
            ($rows | Where-Object room -eq 'a' | ForEach-Object v) -join ' | '
            ($rows | Where-Object room -eq 'late' | ForEach-Object v)[-1]
            """).Succeed();

        Assert.Equal([expected, "1"], answer.Texts);
    }

    [Fact]
    public void InfluxQL_fills_no_line_beside_text_or_booleans()
    {
        _engine.Run("@{ time = 1; v = 10.0; s = 'x' }, @{ time = 7200000000001; v = 30.0; s = 'y' } | Write-InfluxPoints lines").Succeed();
        const string Query = "New-InfluxDownsampleQuery lines -Every 1h -Start 1970-01-01 -Stop 1970-01-01T03:00:00Z -Language InfluxQL -Fill Linear";

        ErrorRecord error = _engine.Run(Query).FailWith("InvalidParameter");

        Assert.Equal("s", error.TargetObject);
        Assert.Equal(["10 | 20 | 30"], _engine.Run($"({Query} -Field v | Invoke-InfluxQuery | ForEach-Object v) -join ' | '").Succeed().Texts);
    }

    [Theory]
    [InlineData("Sql")]
    [InlineData("InfluxQL")]
    public void The_table_of_the_query_is_known_to_who_writes_its_rows(string language)
    {
        WriteOffice();

        _engine.Run($"New-InfluxDownsampleQuery office -Every 1h -Field temperature -Language {language} | Invoke-InfluxQuery | Write-InfluxPoints -Database copy").Succeed();
        _engine.Run($"New-InfluxDownsampleQuery office -Every 1h -Field temperature -Language {language} | Invoke-InfluxQuery -AsBatch | Write-InfluxPoints -Database copied").Succeed();

        Assert.Equal(["office"], _engine.Run("Get-InfluxMeasurement -Database copy | ForEach-Object Name").Succeed().Texts);
        Assert.Equal(["office"], _engine.Run("Get-InfluxMeasurement -Database copied | ForEach-Object Name").Succeed().Texts);
        // SQL answers themselves carry no table name (wire reference 2.2).
        _engine.Run("Invoke-InfluxQuery 'SELECT * FROM office' | Write-InfluxPoints -Database copy").FailWith("InvalidParameter");
    }

    [Fact]
    public void The_last_text_of_a_window_is_its_last_that_is_there()
    {
        _engine.Run("""
            @{ time = 1; v = 1.5; s = 'first' }, @{ time = 2; v = 2.5; s = 'second' }, @{ time = 3; v = 3.5; s = $null } | Write-InfluxPoints sparse
            """).Succeed();

        foreach (string language in new[] { "Sql", "InfluxQL" })
        {
            Assert.Equal(
                ["second first 3.5"],
                _engine.Run($"New-InfluxDownsampleQuery sparse -Every 1h -Start 1970-01-01 -Aggregate @{{ s = 'last', 'first'; v = 'last' }} -Language {language} | Invoke-InfluxQuery | ForEach-Object {{ \"$($_.s_last) $($_.s_first) $($_.v)\" }}")
                    .Succeed().Texts);
        }
    }

    [Theory]
    [InlineData("Sql")]
    [InlineData("InfluxQL")]
    public void Tiers_of_rollups_equal_one_query_over_the_raw_rows(string language)
    {
        _engine.Run($$"""
            $random = [random]::new(7)
            0..2999 | ForEach-Object { @{ time = [long](1767225600 + $random.Next(172800)) * 1000000000 + $_; x = $random.NextDouble() * 100; n = $random.Next(-50, 50) } } | Write-InfluxPoints raw
            New-InfluxDownsampleQuery raw -Every 1m -Aggregate rollup -Start 2026-01-01 -Language {{language}} | Invoke-InfluxQuery | Write-InfluxPoints minutes
            New-InfluxDownsampleQuery minutes -Every 1h -Aggregate rollup -Start 2026-01-01 -Language {{language}} | Invoke-InfluxQuery | Write-InfluxPoints hours
            """).Succeed();

        string[] names = ["x_mean", "x_count", "x_sum", "x_min", "x_max", "x_spread", "n_mean", "n_count", "n_sum", "n_min", "n_max", "n_spread"];
        PSObject[][] days = [.. new[] { "raw", "hours" }.Select(table => _engine.Run(
            $"New-InfluxDownsampleQuery {table} -Every 1d -Start 2026-01-01 -Aggregate mean, count, sum, min, max, spread -Language {language} | Invoke-InfluxQuery | Remove-MeasurementColumn").Succeed().Output.ToArray())];

        Assert.Equal(2, days[0].Length);
        Assert.Equal(2, days[1].Length);
        for (int day = 0; day < 2; day++)
        {
            Assert.Equal(names.Order(), days[1][day].Properties.Select(property => property.Name).Where(name => name != "time").Order());
            foreach (string name in names)
            {
                object expected = days[0][day].Properties[name].Value;
                object actual = days[1][day].Properties[name].Value;
                Assert.Equal(expected.GetType(), actual.GetType());
                Assert.Equal(Convert.ToDouble(expected, null), Convert.ToDouble(actual, null), Math.Abs(Convert.ToDouble(expected, null)) * 1e-12);
            }
        }

        _engine.Run($"New-InfluxDownsampleQuery hours -Every 1d -Aggregate median -Language {language}").FailWith("TierInvalid");
    }

    private void WriteOffice() => _engine.Run("""
        $start = [datetimeoffset]'2026-01-01T00:00:00Z'
        @{ time = $start; room = 'a'; floor = '1'; temperature = 20.5; co = 10; state = 'busy' },
        @{ time = $start.AddMinutes(1); room = 'a'; floor = '2'; temperature = 21.5; co = 11; state = 'free' },
        @{ time = $start.AddMinutes(2); room = 'b'; floor = '1'; temperature = 22.0; co = 12; state = 'busy' },
        @{ time = $start.AddMinutes(3); floor = '1'; temperature = 23.5; co = 13; state = 'free' } |
            Write-InfluxPoints office -TagColumn room, floor
        """).Succeed();
}
