using InfluxDownsample.Tests.Hosting;

namespace InfluxDownsample.Tests.Plans;

/// <summary>One engine for all tests of a class, with two connections to a server that is not there.</summary>
public sealed class PlanEngine : IDisposable
{
    public PlanEngine() => Engine.Run("""
        $null = Connect-InfluxDatabase http://127.0.0.1:1 office -Name raw -SkipCheck
        $null = Connect-InfluxDatabase http://127.0.0.1:1 office_hourly -Name hourly -SkipCheck
        """).Succeed();

    public HostedEngine Engine { get; } = new();

    public void Dispose() => Engine.Dispose();
}
