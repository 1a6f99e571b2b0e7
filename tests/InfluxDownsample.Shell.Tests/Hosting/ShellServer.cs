using InfluxDownsample.LocalServer;
using Xunit;

namespace InfluxDownsample.Shell.Tests.Hosting;

/// <summary>The local server for the scripts of one class of tests.</summary>
public sealed class ShellServer : IAsyncLifetime
{
    public const string Token = "apiv3_OnlyForShellTests0123456789";

    public LocalServerHost Host { get; private set; } = null!;

    /// <summary>The variables by which scripts find it; see tests/pester/common.ps1.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        ["INFLUXDOWNSAMPLE_TEST_SERVER"] = Host.Address.ToString(),
        ["INFLUXDOWNSAMPLE_TEST_TOKEN"] = Token,
    };

    public async Task InitializeAsync() => Host = await LocalServerHost.StartAsync(new LocalServerOptions { Token = Token, MaxDatabases = 1000 });

    public async Task DisposeAsync() => await Host.DisposeAsync();
}
