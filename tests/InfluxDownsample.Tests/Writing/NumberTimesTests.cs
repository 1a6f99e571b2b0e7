using System.Management.Automation;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Writing;

/// <summary>Numbers and dates as times, in whatever type a driver or a script has them.</summary>
public sealed class NumberTimesTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private readonly HostedEngine _engine = fixture.Engine;

    [Theory]
    [InlineData("[decimal]1767225600", "Second", "1767225600")]
    [InlineData("1767225600.000d", "Second", "1767225600")]
    [InlineData("1767225600123456789d", "Nanosecond", "1767225600123456789")]
    [InlineData("[double]1767225600", "Second", "1767225600")]
    [InlineData("1.7672256e12", "Millisecond", "1767225600000")]
    [InlineData("[single]16777216", "Second", "16777216")]
    [InlineData("[half]2048", "Second", "2048")]
    [InlineData("-5d", "Second", "-5")]
    [InlineData("[bigint]1767225600", "Second", "1767225600")]
    public void WholeNumberOfAnyType_IsATime(string number, string precision, string stamp)
        => Assert.Equal(
            [$"m v=1.5 {stamp}", $"m v=1.5 {stamp}"],
            _engine.Run($"@{{ time = {number}; v = 1.5 }}, [pscustomobject]@{{ time = {number}; v = 1.5 }} | ConvertTo-InfluxLineProtocol m -Precision {precision}").Succeed().Texts);

    [Theory]
    [InlineData("1767225600.5d", "1767225600.5 is no whole number")]
    [InlineData("1767225600.5", "1767225600.5 is no whole number")]
    [InlineData("[double]::NaN", "NaN is no whole number")]
    [InlineData("[single]0.5", "0.5 is no whole number")]
    [InlineData("1767225600123456789.0", "is a Double, which does not hold every number of that size")]
    [InlineData("[single]1767225600", "is a Single, which does not hold every number of that size")]
    [InlineData("[decimal]::MaxValue", "outside InfluxDB's range, 1677 to 2262")]
    [InlineData("$true", "A value of type Boolean is no time")]
    public void OtherNumber_IsToldWhy(string number, string reason)
    {
        string error = _engine.Run($"@{{ time = {number}; v = 1.5 }} | ConvertTo-InfluxLineProtocol m -Precision Second").FailWith("PointInvalid").ToString();

        Assert.StartsWith("Row 1, column 'time': ", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void DecimalThatIsNoTime_IsAFloatAsEver()
        => Assert.Equal(
            ["m,t=0.1 v=1.5 1", "m,t=2 v=2 2"],
            _engine.Run("@{ time = 1d; t = 0.1d; v = 1.5d }, @{ time = 2d; t = [half]2; v = 2d } | ConvertTo-InfluxLineProtocol m -TagColumn t -Precision Second").Succeed().Texts);

    [Fact]
    public async Task NumbersOfAQuery_AreTimesToo()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(new Rows().Float("time", 1767225600, 1767225600.5).Float("v", 1.5, 2.5).Build());

        Answer answer = _engine.Run($"Invoke-InfluxQuery 'SELECT' -Connection '{server.Connection}' | ConvertTo-InfluxLineProtocol m -Precision Second");

        Assert.Equal(["m v=1.5 1767225600"], answer.Texts);
        Assert.Contains("1767225600.5 is no whole number", answer.FailWith("PointInvalid").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[dateonly]::new(2026, 2, 1)")]
    [InlineData("([System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize([dateonly]::new(2026, 2, 1))))")]
    public void DateOnly_IsMidnightUtcToEveryStep(string date)
    {
        string rows = $"@{{ time = '2026-02-02'; v = 2.5 }}, @{{ time = {date}; v = 1.5 }}";

        Assert.Equal(
            ["m v=1.5 1769904000000000000", "m v=2.5 1769990400000000000"], _engine.Run($"{rows} | Sort-InfluxPoints | ConvertTo-InfluxLineProtocol m").Succeed().Texts);
    }

    [Fact]
    public async Task DateOnly_MayBeAssignedBoundAndGivenAsRange()
    {
        await using LocalServerHost server = await LocalServerHost.StartAsync(TestServers.Options);
        _engine.Run($"Connect-InfluxDatabase {server.Address} db; 1..3 | ForEach-Object {{ @{{ time = [dateonly]::new(2026, 2, $_); v = $_ }} }} | Write-InfluxPoints m | Out-Null").Succeed();

        Assert.Equal([2L], _engine.Run("Get-InfluxPoints m -Start ([dateonly]::new(2026, 2, 2)) -Stop ([dateonly]::new(2026, 2, 3)) | ForEach-Object v").Succeed().Values);
        Assert.Equal(
            [2L, 3L],
            _engine.Run("Invoke-InfluxQuery 'SELECT v FROM m WHERE time >= CAST($start AS TIMESTAMP) ORDER BY v' -Parameter @{ start = [dateonly]::new(2026, 2, 2) } | ForEach-Object v").Succeed().Values);
        Assert.Equal(
            ["m v=1i 1769990400000000000"],
            _engine.Run("Get-InfluxPoints m -First 1 | ForEach-Object { $_.time = [dateonly]::new(2026, 2, 2); $_ } | ConvertTo-InfluxLineProtocol").Succeed().Texts);
    }

    [Fact]
    public async Task DateOnly_IsADayOfTheJobsZone()
    {
        await using LocalServerHost server = await LocalServerHost.StartAsync(TestServers.Options);
        _engine.Run($"Connect-InfluxDatabase {server.Address} db; @{{ time = '2026-02-01'; v = 1.5 }} | Write-InfluxPoints m | Out-Null").Succeed();

        PSObject planned = Assert.Single(_engine.Run(
            "Invoke-InfluxDownsample m -Every 1d -TargetMeasurement days -Start ([dateonly]::new(2026, 1, 31)) -Stop ([dateonly]::new(2026, 2, 2)) -Now ([dateonly]::new(2026, 3, 1)) -TimeZone Europe/Berlin -WhatIf").Succeed().Output);

        Assert.Equal(
            [new DateTime(2026, 1, 30, 23, 0, 0, DateTimeKind.Utc), new DateTime(2026, 2, 1, 23, 0, 0, DateTimeKind.Utc)],
            [planned.Properties["From"].Value, planned.Properties["To"].Value]);
    }
}
