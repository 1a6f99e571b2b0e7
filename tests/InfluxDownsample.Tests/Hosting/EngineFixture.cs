namespace InfluxDownsample.Tests.Hosting;

/// <summary>One engine for all tests of a class that leave nothing behind in it that another would see: an engine for each takes longer than most of them.</summary>
public sealed class EngineFixture : IDisposable
{
    public HostedEngine Engine { get; } = new();

    public void Dispose() => Engine.Dispose();
}
