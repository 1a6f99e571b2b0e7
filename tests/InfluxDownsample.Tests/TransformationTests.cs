using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests;

/// <summary>Times and durations as they are typed, bound by the attributes that the cmdlets' parameters carry.</summary>
public sealed class TransformationTests : IClassFixture<EngineFixture>
{
    private readonly HostedEngine _engine;

    public TransformationTests(EngineFixture fixture)
    {
        _engine = fixture.Engine;
        _engine.Run("""
            function Get-Duration { param([InfluxDownsample.Transformation.DurationTransformation()] [string] $Every) $Every }
            function Get-Copy($value) { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($value)) }
            function Get-Time { param([InfluxDownsample.Transformation.TimeTransformation()] [string] $Start) $Start }
            """).Succeed();
    }

    [Theory]
    // Numbers with a type suffix to PowerShell.
    [InlineData("1d", "1d")]
    [InlineData("30s", "30s")]
    [InlineData("1y", "1y")]
    [InlineData("100us", "100us")]
    [InlineData("5n", "5n")]
    // Bare words.
    [InlineData("15m", "15m")]
    [InlineData("1h", "1h")]
    [InlineData("1w", "1w")]
    [InlineData("1mo", "1mo")]
    [InlineData("1q", "1q")]
    [InlineData("250ms", "250ms")]
    [InlineData("-1d", "-1d")]
    [InlineData("'1d'", "1d")]
    // What has no unit says so later, to the cmdlet.
    [InlineData("5", "5")]
    [InlineData("([timespan]::FromDays(2))", "2d")]
    [InlineData("([timespan]::FromMinutes(90))", "90m")]
    [InlineData("([timespan]::FromMilliseconds(1500))", "1500ms")]
    [InlineData("'01:30:00'", "90m")]
    [InlineData("'1.00:00:00'", "1d")]
    [InlineData("'25:00'", "25:00")]
    [InlineData("([timespan]::FromTicks(15))", "1500ns")]
    [InlineData("([timespan]::Zero)", "0s")]
    [InlineData("([timespan]::FromHours(-3))", "-3h")]
    public void A_duration_is_the_text_as_typed(string typed, string expected)
        => Assert.Equal([expected], _engine.Run($"Get-Duration -Every {typed}").Succeed().Texts);

    [Theory]
    [InlineData("-24h", "-24h")]
    [InlineData("-1d", "-1d")]
    [InlineData("now", "now")]
    [InlineData("2026-01-31", "2026-01-31")]
    [InlineData("'2026-01-31T12:00:00.123456789Z'", "2026-01-31T12:00:00.123456789Z")]
    [InlineData("([datetime]::new(2026, 1, 31, 12, 0, 0))", "2026-01-31T12:00:00Z")]
    [InlineData("([datetime]::new(639054504001234567, 'Utc'))", "2026-01-31T10:00:00.1234567Z")]
    [InlineData("([datetimeoffset]'2026-01-31T12:00:00+02:00')", "2026-01-31T10:00:00Z")]
    [InlineData("([dateonly]::new(2026, 1, 31))", "2026-01-31")]
    [InlineData("([pscustomobject]@{ t = [dateonly]::new(2026, 1, 31) }).t", "2026-01-31")]
    // As jobs and Import-Clixml bring them.
    [InlineData("(Get-Copy ([dateonly]::new(2026, 1, 31)))", "2026-01-31")]
    [InlineData("(Get-Copy ([datetimeoffset]'2026-01-31T12:00:00.5+02:00'))", "2026-01-31T10:00:00.5Z")]
    [InlineData("(Get-Copy ([datetime]::new(639054504001234567, 'Utc')))", "2026-01-31T10:00:00.1234567Z")]
    public void A_time_is_text_in_utc(string typed, string expected)
    {
        _engine.Set("german", Cultures.Make("dd.MM.yyyy", ".", ","));

        Assert.Equal([expected], _engine.Run($"[Threading.Thread]::CurrentThread.CurrentCulture = $german; Get-Time -Start {typed}").Succeed().Texts);
    }

    [Fact]
    public async Task A_stamp_of_a_point_keeps_its_nanoseconds()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(new Rows().Time("time", 1769853600123456789).Float("v", 1).Build());

        Assert.Equal(
            ["2026-01-31T10:00:00.123456789Z"],
            _engine.Run($"$point = Invoke-InfluxQuery 'SELECT' -Connection '{server.Connection}'; Get-Time -Start $point.time").Succeed().Texts);
    }

    [Fact]
    public void A_local_time_is_converted()
    {
        var local = new DateTime(2026, 1, 31, 12, 0, 0, DateTimeKind.Local);
        _engine.Set("local", local);

        Assert.Equal([local.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)], _engine.Run("Get-Time -Start $local").Succeed().Texts);
    }
}
