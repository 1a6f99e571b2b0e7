using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Connecting;

/// <summary>What users do every day gives the same on the older and the newer release of InfluxDB 3 Core.</summary>
public sealed class ServerReleaseTests
{
    private const string Hours = "-Every 1h -Now 2026-01-01T10:05:00Z";

    [Theory]
    [InlineData(CoreVersion.Core310, "Sql")]
    [InlineData(CoreVersion.Core310, "InfluxQL")]
    [InlineData(CoreVersion.Core36, "Sql")]
    [InlineData(CoreVersion.Core36, "InfluxQL")]
    public async Task The_four_steps_write_hourly_means(CoreVersion release, string language)
    {
        await using DownsampleSite site = await StartAsync(release);
        string query = language == "Sql"
            ? "SELECT date_bin(INTERVAL '1 hour', time) AS time, room, avg(f) AS f FROM home GROUP BY 1, room ORDER BY 1"
            : "SELECT mean(f) AS f FROM home WHERE time >= '2026-01-01T08:00:00Z' AND time < '2026-01-01T10:00:00Z' GROUP BY time(1h), room";

        site.Engine.Run($"""
            Invoke-InfluxQuery "{query}" -Language {language} -Connection raw | Remove-MeasurementColumn | Optimize-InfluxPoints |
                Write-InfluxPoints -Measurement home_1h -TagColumn room -Connection hourly
            """).Succeed();

        Assert.Equal(["2026-01-01T08:00:00Z,a,3", "2026-01-01T09:00:00Z,a,9"], site.Query("office_hourly", "SELECT time, room, f FROM home_1h ORDER BY time"));
    }

    // Of the integers 0 to 5 and 6 to 11, the same and a half as floats, and the texts t0 to t11, whose last stands for an hour.
    [Theory]
    [InlineData(CoreVersion.Core310, "mean", "2.5,3,t5", "8.5,9,t11")]
    [InlineData(CoreVersion.Core36, "mean", "2.5,3,t5", "8.5,9,t11")]
    [InlineData(CoreVersion.Core310, "sum", "15,18,t5", "51,54,t11")]
    [InlineData(CoreVersion.Core36, "sum", "15,18,t5", "51,54,t11")]
    [InlineData(CoreVersion.Core310, "median", "2.5,3,t5", "8.5,9,t11")]
    [InlineData(CoreVersion.Core36, "median", "2.5,3,t5", "8.5,9,t11")]
    public async Task One_command_gives_the_same_values(CoreVersion release, string function, string first, string second)
    {
        await using DownsampleSite site = await StartAsync(release);

        PSObject result = site.Downsample($"home {Hours} -Aggregate {function}");

        Assert.Equal("Completed", DownsampleSite.Status(result));
        Assert.Equal([first, second], site.Query("office_hourly", "SELECT i, f, s FROM home ORDER BY time"));
    }

    [Theory]
    [InlineData(CoreVersion.Core310)]
    [InlineData(CoreVersion.Core36)]
    public async Task Percentiles_of_several_columns_are_exact_or_said_to_be_estimates(CoreVersion release)
    {
        await using DownsampleSite site = await StartAsync(release);

        PSObject result = site.Downsample($"home {Hours} -Aggregate 'percentile(95)'");

        double[] values = [.. site.Query("office_hourly", "SELECT i, f FROM home ORDER BY time LIMIT 1")[0].Split(',').Select(value => double.Parse(value, CultureInfo.InvariantCulture))];
        object[] estimated = DownsampleSite.Items(result, "EstimatedColumns");
        if (release == CoreVersion.Core310)
        {
            Assert.Empty(estimated);
            Assert.Equal([4.75, 5.25], values);
        }
        else
        {
            Assert.Equal(["f", "i"], estimated.Select(column => column.ToString()).Order());
            Assert.InRange(values[0], 4, 5);
            Assert.InRange(values[1], 4.5, 5.5);
        }
    }

    [Theory]
    [InlineData(CoreVersion.Core310)]
    [InlineData(CoreVersion.Core36)]
    public async Task A_rollup_keeps_what_coarser_windows_need(CoreVersion release)
    {
        await using DownsampleSite site = await StartAsync(release);

        site.Downsample($"home {Hours} -Aggregate rollup");

        Assert.Equal(["6,15,0,5", "6,51,6,11"], site.Query("office_hourly", "SELECT i_count, i_sum, i_min, i_max FROM home ORDER BY time"));
    }

    [Theory]
    [InlineData(CoreVersion.Core310)]
    [InlineData(CoreVersion.Core36)]
    public async Task The_next_run_goes_on_behind_the_last(CoreVersion release)
    {
        await using DownsampleSite site = await StartAsync(release);
        site.Downsample("home -Every 1h -Now 2026-01-01T09:05:00Z");

        PSObject next = site.Downsample($"home {Hours}");

        Assert.Equal(1, DownsampleSite.Count(next, "PointsWritten"));
        Assert.Equal(["2.5", "8.5"], site.Query("office_hourly", "SELECT i FROM home ORDER BY time"));
    }

    [Theory]
    [InlineData(CoreVersion.Core310)]
    [InlineData(CoreVersion.Core36)]
    public async Task A_table_of_more_files_than_a_query_may_read_is_downsampled_whole(CoreVersion release)
    {
        await using DownsampleSite site = await StartAsync(release);
        await site.WriteAsync("office", Enumerable.Range(0, 440).Select(block => $"long v={block}i@{DateTime.UnixEpoch.AddMinutes(10 * block):O}"));
        site.Engine.Run("Invoke-InfluxQuery 'SELECT max(v) FROM long' -Connection raw").FailWith("QueryTooLarge");

        site.Downsample("long -Every 1h -Aggregate count -Now 1970-01-05T00:00:00Z");

        // 73 hours of six rows, and one of two.
        Assert.Equal(["74,440"], site.Query("office_hourly", "SELECT count(v) AS hours, sum(v) AS rows FROM long"));
    }

    [Theory]
    [InlineData(CoreVersion.Core310, "nowhere", "SELECT 1", "DatabaseNotFound")]
    [InlineData(CoreVersion.Core36, "nowhere", "SELECT 1", "DatabaseNotFound")]
    [InlineData(CoreVersion.Core310, "office", "SELECT nosuch FROM home", "ColumnNotFound")]
    [InlineData(CoreVersion.Core36, "office", "SELECT nosuch FROM home", "ColumnNotFound")]
    [InlineData(CoreVersion.Core310, "office", "SELEC 1", "QueryRejected")]
    [InlineData(CoreVersion.Core36, "office", "SELEC 1", "QueryRejected")]
    public async Task Refusals_have_one_id(CoreVersion release, string database, string query, string id)
    {
        await using DownsampleSite site = await StartAsync(release);

        site.Engine.Run($"Invoke-InfluxQuery '{query}' -Connection raw -Database {database}").FailWith(id);
    }

    [Theory]
    [InlineData(CoreVersion.Core310)]
    [InlineData(CoreVersion.Core36)]
    public async Task Bodies_too_large_for_the_server_are_sent_in_parts(CoreVersion release)
    {
        await using DownsampleSite site = await StartAsync(release, maxRequestBytes: 2000);

        site.Engine.Run("""
            1..200 | ForEach-Object { [pscustomobject]@{ time = [datetime]::UnixEpoch.AddSeconds($_); v = $_ } } | Write-InfluxPoints many -Connection hourly
            """).Succeed();

        Assert.Equal(["200,20100"], site.Query("office_hourly", "SELECT count(v) AS n, sum(v) AS s FROM many"));
        Assert.Contains(site.Writes, request => request.Status == (release == CoreVersion.Core36 ? 500 : 413));
    }

    // 3.6 tells how long rows are kept only in a table of its own database.
    [Theory]
    [InlineData(CoreVersion.Core310)]
    [InlineData(CoreVersion.Core36)]
    public async Task What_a_database_forgets_is_known(CoreVersion release)
    {
        await using DownsampleSite site = await StartAsync(release);
        Answer answer = site.Engine.Run("""
            $null = New-InfluxDatabase week -RetentionPeriod 7d -Connection raw
            Get-InfluxDatabase week, office -Connection raw | ForEach-Object { "$($_.Name) $($_.RetentionPeriod)" }
            """).Succeed();
        Assert.Equal(["office ", "week 7.00:00:00"], answer.Output.Select(line => line.ToString()).Order());
        DateTime today = DateTime.UtcNow.Date;
        await site.WriteAsync("week", Enumerable.Range(-3, 3).Select(day => $"m v=1i@{today.AddDays(day):O}"));

        PSObject result = site.Engine.Run("Invoke-InfluxDownsample -Source raw -SourceDatabase week -Target hourly m -Every 1d -Start -30d").Succeed().Output.Single();

        Assert.InRange(DownsampleSite.Reasons(result)["BeyondRetention"], 23, 24);
    }

    private static async Task<DownsampleSite> StartAsync(CoreVersion release, int maxRequestBytes = 10_485_760)
    {
        DownsampleSite site = await DownsampleSite.StartAsync(new LocalServerOptions { Like = release, MaxRequestBytes = maxRequestBytes });
        await site.WriteAsync("office", Enumerable.Range(0, 12).Select(tick => string.Create(
            CultureInfo.InvariantCulture, $"home,room=a i={tick}i,f={tick + 0.5},s=\"t{tick}\"@2026-01-01T{8 + (tick / 6):00}:{tick % 6}0:00Z")));
        return site;
    }
}
