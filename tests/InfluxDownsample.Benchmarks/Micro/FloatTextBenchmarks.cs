using System.Globalization;
using BenchmarkDotNet.Attributes;
using InfluxDownsample.Core.LineProtocol.Numbers;

namespace InfluxDownsample.Benchmarks.Micro;

/// <summary>Floats as text: short decimals and means with all their digits, against .NET's formatter.</summary>
public class FloatTextBenchmarks
{
    private const int Count = 1000;

    private readonly FloatText _text = new();
    private readonly byte[] _room = new byte[32];
    private double[] _values = [];

    [Params("short", "long")]
    public string Digits { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        _values = [.. Enumerable.Range(0, Count).Select(_ => Digits == "short" ? Math.Round(random.NextDouble() * 40, 1) : random.NextDouble() * 40)];
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public int DotNet()
    {
        int bytes = 0;
        foreach (double value in _values)
        {
            value.TryFormat(_room, out int written, default, CultureInfo.InvariantCulture);
            bytes += written;
        }

        return bytes;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int FloatText()
    {
        int bytes = 0;
        foreach (double value in _values)
        {
            bytes += _text.Write(value, _room);
        }

        return bytes;
    }
}
