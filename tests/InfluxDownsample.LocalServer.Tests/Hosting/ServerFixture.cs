using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Hosting;

/// <summary>One server for the tests of a class; each test uses a database of its own.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    internal RunningServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
