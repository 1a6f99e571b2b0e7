using InfluxDownsample.Benchmarks.Data;
using InfluxDownsample.Benchmarks.Engine;
using InfluxDownsample.Benchmarks.Server;

namespace InfluxDownsample.Benchmarks.Ratios;

/// <summary>A million rows through the sort and out again, with the query that brings them; against the query through a cmdlet that does nothing.</summary>
internal static class SortRatios
{
    private const int RoundCount = 7;
    private const int Batches = (1_000_000 / Workload.BatchRows) + 1;
    private const int Rows = Batches * Workload.BatchRows;

    public static void Print(BenchmarkEngine engine, StandInProcess server)
    {
        engine.Set("batches", $"{Batches}");
        engine.Set("server", server.Connection());
        Times[] times = Rounds.Time(
            RoundCount,
            () => engine.Run("Invoke-InfluxQuery $batches -Connection $server | Skip-Nothing > $null"),
            () => engine.Run("Invoke-InfluxQuery $batches -Connection $server | Sort-InfluxPoints -Descending > $null"));
        Table.Print("rows.sort.us_per_row", [.. times[1].Seconds.Select(static seconds => seconds * 1e6 / Rows)]);
        Table.Print("rows.sort.vs_nothing", Rounds.Divide(times[1], times[0]));
    }
}
