using BenchmarkDotNet.Attributes;
using InfluxDownsample.Benchmarks.Data;

namespace InfluxDownsample.Benchmarks.Micro;

/// <summary>One batch as lines: the encoder against the naive builder and the official client's points, against .NET formatting the same numbers alone, against copying the finished bytes.</summary>
[MemoryDiagnoser]
public class EncodeBenchmarks : IDisposable
{
    private Encodings _encodings = null!;

    /// <summary>The rows: see <see cref="Workload"/>.</summary>
    [Params("W1", "W1Full", "W2")]
    public string Rows { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _encodings = new Encodings(Rows switch
    {
        "W1" => Workload.W1(batches: 1),
        "W1Full" => Workload.W1Full(batches: 1),
        _ => Workload.W2(batches: 1),
    });

    [GlobalCleanup]
    public void Dispose()
    {
        _encodings.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Workload.BatchRows)]
    public long Naive() => _encodings.Naive();

    [Benchmark(OperationsPerInvoke = Workload.BatchRows)]
    public long Official() => _encodings.Official();

    [Benchmark(OperationsPerInvoke = Workload.BatchRows)]
    public long Encode() => _encodings.Encode();

    [Benchmark(OperationsPerInvoke = Workload.BatchRows)]
    public long FormatOnly() => _encodings.FormatOnly();

    [Benchmark(OperationsPerInvoke = Workload.BatchRows)]
    public long Copy() => _encodings.Copy();
}
