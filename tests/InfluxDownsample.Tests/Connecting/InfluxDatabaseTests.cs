using System.Management.Automation;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Connecting;

/// <summary>The commands on databases, and Remove-InfluxMeasurement, against the local server.</summary>
public sealed class InfluxDatabaseTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private readonly HostedEngine _engine = fixture.Engine;
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options with { Token = "right-token" });
        _engine.Run($"Connect-InfluxDatabase {_server.Address} -Token right-token").Succeed();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
    }

    [Fact]
    public void Databases_are_created_and_listed_with_their_retention()
    {
        _engine.Run("New-InfluxDatabase raw -RetentionPeriod 30d; 'hourly' | New-InfluxDatabase").Succeed();

        Answer all = _engine.Run("Get-InfluxDatabase | ForEach-Object { \"$($_.Name) $($_.RetentionPeriod)\" }").Succeed();
        Assert.Equal(["hourly ", "raw 30.00:00:00"], all.Texts);
        Assert.Equal(["raw"], _engine.Run("(Get-InfluxDatabase r*).Name").Succeed().Texts);
        Assert.Equal(["_internal"], _engine.Run("(Get-InfluxDatabase _internal).Name").Succeed().Texts);
        _engine.Run("New-InfluxDatabase raw").FailWith("DatabaseExists");
        Assert.Equal("raw 30.00:00:00", Assert.Single(_engine.Run("New-InfluxDatabase raw -RetentionPeriod 720h -Force | ForEach-Object { \"$_ $($_.RetentionPeriod)\" }").Succeed().Texts));
    }

    [Fact]
    public void A_list_of_databases_is_copied_by_property_name()
    {
        _engine.Run("""
            [pscustomobject]@{ Name = 'one'; RetentionPeriod = '7d' }, [pscustomobject]@{ Name = 'two'; RetentionPeriod = '' } | New-InfluxDatabase
            Get-InfluxDatabase | New-InfluxDatabase -Force
            """).Succeed();

        Assert.Equal(["one 7.00:00:00", "two "], _engine.Run("Get-InfluxDatabase | ForEach-Object { \"$_ $($_.RetentionPeriod)\" }").Succeed().Texts);
    }

    [Fact]
    public async Task Databases_in_the_pipeline_are_those_of_the_server_that_listed_them()
    {
        await using LocalServerHost lab = await LocalServerHost.StartAsync(TestServers.Options with { Token = "right-token" });
        _engine.Run($"""
            Connect-InfluxDatabase {lab.Address} -Name lab -Token right-token
            New-InfluxDatabase one; New-InfluxDatabase two -RetentionPeriod 7d
            Get-InfluxDatabase | New-InfluxDatabase -Connection lab
            """).Succeed();

        _engine.Run("Get-InfluxDatabase one -Connection lab | Remove-InfluxDatabase -Force").Succeed();
        _engine.Run("Get-InfluxDatabase two -Connection lab | Set-InfluxDatabase -RetentionPeriod 30d -Force").Succeed();
        Assert.Equal(["one ", "two 7.00:00:00"], _engine.Run("Get-InfluxDatabase | ForEach-Object { \"$_ $($_.RetentionPeriod)\" }").Succeed().Texts);
        Assert.Equal(["two 30.00:00:00"], _engine.Run("Get-InfluxDatabase [a-z]* -Connection lab | Where-Object Name -notlike 'one-*' | ForEach-Object { \"$_ $($_.RetentionPeriod)\" }").Succeed().Texts);

        // What is typed wins.
        _engine.Run("Get-InfluxDatabase two -Connection lab | Remove-InfluxDatabase -Force -Connection default").Succeed();
        Assert.Equal(["one"], _engine.Run("(Get-InfluxDatabase one, two -ErrorAction Ignore).Name").Texts);
    }

    [Theory]
    [InlineData("106752d")]
    [InlineData("300y")]
    [InlineData("1000000w")]
    public void A_period_that_servers_cannot_count_is_refused(string period)
    {
        _engine.Run($"New-InfluxDatabase long -RetentionPeriod {period}").FailWith("InvalidParameter");
        _engine.Run("New-InfluxDatabase long -RetentionPeriod 106751d").Succeed();
        _engine.Run($"Set-InfluxDatabase long -RetentionPeriod {period} -Force").FailWith("InvalidParameter");
    }

    [Fact]
    public void WhatIf_creates_nothing()
    {
        Answer answer = _engine.Run("New-InfluxDatabase raw -RetentionPeriod 30d -WhatIf").Succeed();

        Assert.Empty(answer.Output);
        Assert.DoesNotContain(_server.Requests.Entries, request => request.Method == "POST" && request.Path == "/api/v3/configure/database");
    }

    [Fact]
    public void An_unknown_name_suggests_the_near_one()
    {
        _engine.Run("New-InfluxDatabase occupancy").Succeed();

        ErrorRecord error = _engine.Run("Get-InfluxDatabase Ocupancy, occupancy").FailWith("DatabaseNotFound");

        Assert.Contains("Did you mean 'occupancy'?", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("Ocupancy", error.TargetObject);
    }

    [Fact]
    public void A_retention_period_is_set_and_cleared()
    {
        _engine.Run("New-InfluxDatabase raw; New-InfluxDatabase hourly -RetentionPeriod 7d").Succeed();

        Assert.Equal(["raw 30.00:00:00"], _engine.Run("Set-InfluxDatabase raw -RetentionPeriod 30d -Force | ForEach-Object { \"$_ $($_.RetentionPeriod)\" }").Succeed().Texts);
        _engine.Run("Get-InfluxDatabase hourly | Set-InfluxDatabase -RetentionPeriod None -Confirm:$false").Succeed();
        Assert.Equal(["hourly ", "raw 30.00:00:00"], _engine.Run("Get-InfluxDatabase | ForEach-Object { \"$_ $($_.RetentionPeriod)\" }").Succeed().Texts);
        // As another server has it.
        _engine.Run("[pscustomobject]@{ Name = 'raw'; RetentionPeriod = $null }, [pscustomobject]@{ Name = 'hourly'; RetentionPeriod = '2w' } | Set-InfluxDatabase -Force").Succeed();
        Assert.Equal(["hourly 14.00:00:00", "raw "], _engine.Run("Get-InfluxDatabase | ForEach-Object { \"$_ $($_.RetentionPeriod)\" }").Succeed().Texts);
        _engine.Run("Set-InfluxDatabase raw -RetentionPeriod 0d -Force").FailWith("InvalidParameter");
        Assert.Contains("Did you mean 'raw'?", _engine.Run("Set-InfluxDatabase Raw -RetentionPeriod 1d -Force").FailWith("DatabaseNotFound").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$undefined")]
    [InlineData("''")]
    [InlineData("$null")]
    public void An_empty_period_is_not_for_ever(string typed)
    {
        _engine.Run("New-InfluxDatabase raw -RetentionPeriod 90d").Succeed();

        _engine.Run($"Set-InfluxDatabase raw -RetentionPeriod {typed} -Force").FailWith("InvalidParameter");
        Assert.Contains("None", _engine.Run($"New-InfluxDatabase new -RetentionPeriod {typed}").FailWith("InvalidParameter").ErrorDetails.RecommendedAction, StringComparison.Ordinal);

        Assert.Equal(["raw 90.00:00:00"], _engine.Run("Get-InfluxDatabase | ForEach-Object { \"$_ $($_.RetentionPeriod)\" }").Succeed().Texts);
    }

    [Theory]
    [InlineData("New-InfluxDatabase other -RetentionPeriod 720h", "Create database, keeping rows for 30d")]
    [InlineData("Set-InfluxDatabase raw -RetentionPeriod 36h", "Keep rows for 36h, and none that are older")]
    [InlineData("Set-InfluxDatabase raw -RetentionPeriod 90d", "Keep rows for 90d")]
    [InlineData("Set-InfluxDatabase raw -RetentionPeriod None", "Keep rows for ever")]
    public void A_period_is_shown_as_it_is_typed(string command, string shown)
    {
        _engine.Run("New-InfluxDatabase raw -RetentionPeriod 7d").Succeed();

        // What a prompt and -WhatIf show is the verbose message, too.
        Assert.Contains($"\"{shown}\"", Assert.Single(_engine.Run($"{command} -Verbose -Confirm:$false").Succeed().Verbose), StringComparison.Ordinal);
    }

    [Fact]
    public void Databases_and_measurements_are_removed_one_by_one()
    {
        _engine.Run("""
            New-InfluxDatabase one; New-InfluxDatabase two; New-InfluxDatabase three
            foreach ($name in 'cpu', 'cpu_1h', 'disk[0]') { @{ time = 1; v = 1.5 } | Write-InfluxPoints $name -Database one }
            @{ time = 1; v = 1.5 } | Write-InfluxPoints cpu -Database two
            """).Succeed();

        _engine.Run("Get-InfluxMeasurement cpu* -Database one | Remove-InfluxMeasurement -Force; Remove-InfluxMeasurement cpu -Database two -Confirm:$false -Permanent").Succeed();
        Assert.Equal(["disk[0]"], _engine.Run("Get-InfluxMeasurement -Database one | ForEach-Object Name; Get-InfluxMeasurement -Database two | ForEach-Object Name").Succeed().Texts);
        _engine.Run("Remove-InfluxMeasurement 'disk[0]' -Database one -Force").Succeed();
        Assert.Contains("no measurement 'cpu'", _engine.Run("Remove-InfluxMeasurement cpu -Database two -Force").FailWith("MeasurementNotFound").ToString(), StringComparison.Ordinal);
        Assert.Equal("nowhere", _engine.Run("Remove-InfluxMeasurement cpu -Database nowhere -Force").FailWith("DatabaseNotFound").TargetObject);

        Answer some = _engine.Run("'tow', 'one' | Remove-InfluxDatabase -Force");
        Assert.Contains("Did you mean 'two'?", some.FailWith("DatabaseNotFound").ToString(), StringComparison.Ordinal);
        Assert.Equal(["three", "two"], _engine.Run("(Get-InfluxDatabase).Name").Succeed().Texts);
        // A wildcard is a name here; which ones it would be, a list says.
        ErrorRecord wildcard = _engine.Run("Remove-InfluxDatabase t* -Force").FailWith("DatabaseNotFound");
        Assert.Contains("pipe the names that Get-InfluxDatabase returns", wildcard.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        _engine.Run("Get-InfluxDatabase t* | Remove-InfluxDatabase -Force -Permanent").Succeed();
        Assert.Empty(_engine.Run("Get-InfluxDatabase").Succeed().Output);
    }

    [Theory]
    [InlineData("Set-InfluxDatabase raw -RetentionPeriod 1d")]
    [InlineData("Remove-InfluxDatabase raw")]
    [InlineData("Remove-InfluxMeasurement m -Database raw")]
    public void What_takes_something_away_asks_first(string command)
    {
        _engine.Run("New-InfluxDatabase raw; @{ time = [datetime]::UtcNow; v = 1.5 } | Write-InfluxPoints m -Database raw").Succeed();

        // Nobody is there to be asked.
        ErrorRecord asked = Assert.Single(_engine.Run(command).Errors);
        Assert.Contains("interact", asked.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(_engine.Run($"{command} -WhatIf; {command} -WhatIf -Force").Succeed().Output);
        Assert.Equal(["raw ", "m"], _engine.Run("Get-InfluxDatabase | ForEach-Object { \"$_ $($_.RetentionPeriod)\" }; (Get-InfluxMeasurement -Database raw).Name").Succeed().Texts);
    }
}
