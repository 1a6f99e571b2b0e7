using BenchmarkDotNet.Attributes;
using InfluxDownsample.Benchmarks.Data;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Points.Sorting;

namespace InfluxDownsample.Benchmarks.Micro;

/// <summary>The rows of batches by time: as they came, shuffled, and the naive way, row objects in a list.</summary>
[MemoryDiagnoser]
public class SortBenchmarks
{
    private const int Batches = 8;

    private PointBatch[] _ordered = [];
    private PointBatch[] _shuffled = [];

    [GlobalSetup]
    public void Setup()
    {
        _ordered = Workload.W1(Batches).Points;
        var random = new Random(1);
        int[] rows = [.. Enumerable.Range(0, Workload.BatchRows)];
        random.Shuffle(rows);
        _shuffled = [.. _ordered.Select(batch => batch.SelectRows(rows))];
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Batches * Workload.BatchRows)]
    public int RowObjects()
    {
        var rows = new List<(DateTime Time, PointBatch Batch, int Row)>();
        foreach (PointBatch batch in _shuffled)
        {
            for (int row = 0; row < batch.RowCount; row++)
            {
                rows.Add(((DateTime)batch.GetValue(row, 0)!, batch, row));
            }
        }

        return rows.OrderBy(static row => row.Time).ToList().Count;
    }

    [Benchmark(OperationsPerInvoke = Batches * Workload.BatchRows)]
    public int Shuffled() => Order(_shuffled);

    [Benchmark(OperationsPerInvoke = Batches * Workload.BatchRows)]
    public int AlreadySorted() => Order(_ordered);

    private static int Order(PointBatch[] batches)
    {
        var order = new RowOrder(descending: false);
        var keys = new RowKeys(batches[0].Schema, "time", null);
        foreach (PointBatch batch in batches)
        {
            for (int row = 0; row < batch.RowCount; row++)
            {
                order.Add(keys.Time(batch, row), 0);
            }
        }

        return order.Sort(null)?.Length ?? order.Count;
    }
}
