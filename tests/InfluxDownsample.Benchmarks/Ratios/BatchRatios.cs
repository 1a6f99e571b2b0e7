using InfluxDownsample.Benchmarks.Baselines;
using InfluxDownsample.Benchmarks.Data;
using InfluxDownsample.Benchmarks.Engine;
using InfluxDownsample.Benchmarks.Server;

namespace InfluxDownsample.Benchmarks.Ratios;

/// <summary>Query to write in batches, against moving the same bytes without looking at them.</summary>
internal static class BatchRatios
{
    // In the first ones the runtime compiles anew what it has seen often, for as long as it takes them: a fifth of the processor time (FreshRatios has that).
    private const int WarmUpCount = 45;
    private const int RoundCount = 25;
    private const int Batches = 40;
    private const int Rows = Batches * Workload.BatchRows;

    public static void Print(BenchmarkEngine engine, StandInProcess server)
    {
        using var raw = new RawTransfer(server.Address);
        engine.Set("batches", $"{Batches}");
        engine.Set("server", server.Connection());
        engine.Set("gzip", server.Connection(gzip: true));
        Times[] times = Rounds.Time(
            WarmUpCount,
            RoundCount,
            () => raw.RunAsync(Batches).GetAwaiter().GetResult(),
            () => engine.Run("Invoke-InfluxQuery $batches -AsBatch -Connection $server | Write-InfluxPoints home -Connection $server > $null"),
            () => engine.Run("Invoke-InfluxQuery $batches -AsBatch -Connection $server | Write-InfluxPoints home -Connection $gzip > $null"));
        Table.Print("batches.pipeline.vs_raw", Rounds.Divide(times[1], times[0]));
        Table.Print("batches.pipeline.gzip_vs_plain", Rounds.Divide(times[2], times[1]));
        Table.NoteRate("raw", Rows, times[0]);
        Table.NoteRate("batches, plain", Rows, times[1]);
        Table.NoteRate("batches, gzip", Rows, times[2]);
    }
}
