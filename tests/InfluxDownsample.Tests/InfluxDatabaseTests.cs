using System.Management.Automation;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests;

/// <summary>Get-InfluxDatabase and New-InfluxDatabase against the local server.</summary>
public sealed class InfluxDatabaseTests : IAsyncLifetime, IDisposable
{
    private readonly HostedEngine _engine = new();
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options with { Token = "right-token" });
        _engine.Run($"Connect-InfluxDatabase {_server.Address} -Token right-token").Succeed();
    }

    public async Task DisposeAsync()
    {
        Dispose();
        await _server.DisposeAsync();
    }

    public void Dispose() => _engine.Dispose();

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
}
