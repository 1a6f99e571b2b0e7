using System.Management.Automation;
using BenchmarkDotNet.Attributes;
using InfluxDownsample.Benchmarks.Engine;
using InfluxDownsample.Benchmarks.Server;

namespace InfluxDownsample.Benchmarks.Micro;

/// <summary>A property by name, as scripts read it: of a point, and of a plain C# object.</summary>
[MemoryDiagnoser]
public class PointAccessBenchmarks : IDisposable
{
    private const int Reads = 10_000;

    private BenchmarkEngine _engine = null!;

    [GlobalSetup]
    public void Setup()
    {
        using var server = new StandInProcess();
        _engine = new BenchmarkEngine();
        _engine.ImportModule();
        _engine.Set("server", server.Connection());
        _engine.Set("reads", Reads);
        _engine.Run("$plain = @(Send-PlainRow 1)[0]; $point = @(Invoke-InfluxQuery '1' -Connection $server)[0]");
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _engine.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Reads)]
    public IReadOnlyList<PSObject> PlainObject() => _engine.Run("for ($i = 0; $i -lt $reads; $i++) { $null = $plain.Temp }");

    [Benchmark(OperationsPerInvoke = Reads)]
    public IReadOnlyList<PSObject> Point() => _engine.Run("for ($i = 0; $i -lt $reads; $i++) { $null = $point.temp }");
}
