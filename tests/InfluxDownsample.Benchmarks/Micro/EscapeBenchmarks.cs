using System.Text;
using BenchmarkDotNet.Attributes;
using InfluxDownsample.Core.LineProtocol;

namespace InfluxDownsample.Benchmarks.Micro;

/// <summary>One tag value and one string field, with and without something to escape.</summary>
[MemoryDiagnoser]
public class EscapeBenchmarks : IDisposable
{
    private readonly LineBuffer _output = new(1024);
    private byte[] _value = [];

    [Params("Kitchen", "Living Room", "plant-7/line-3/machine-12")]
    public string Value { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _value = Encoding.UTF8.GetBytes(Value);

    [GlobalCleanup]
    public void Dispose()
    {
        _output.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public int TagValue()
    {
        _output.Truncate(0);
        LineEscaping.WriteTagValue(_value, _output);
        return _output.Count;
    }

    [Benchmark]
    public int StringValue()
    {
        _output.Truncate(0);
        LineEscaping.WriteString(_value, _output);
        return _output.Count;
    }
}
