using InfluxDownsample.Benchmarks.Baselines;
using InfluxDownsample.Benchmarks.Data;
using InfluxDownsample.Benchmarks.Server;

namespace InfluxDownsample.Benchmarks.Ratios;

/// <summary>The module's client against the official one and against raw Flight, all without PowerShell: query, encode, query to write.</summary>
internal static class ClientRatios
{
    private const int RoundCount = 15;
    private const int Batches = 20;
    private const int Rows = Batches * Workload.BatchRows;
    private const int SmallQueries = 200;

    public static void Print(StandInProcess server)
    {
        using var raw = new RawTransfer(server.Address);
        using var official = new OfficialClient(server.Address, gzip: false);
        using var officialGzip = new OfficialClient(server.Address, gzip: true);
        using var own = new OwnClient(server.Connection());
        using var ownGzip = new OwnClient(server.Connection(gzip: true));
        PrintQuery(raw, official, own);
        PrintSmallQueries(raw, official, own);
        PrintEncode();
        PrintCopy("copy", official, own);
        PrintCopy("copy_gzip", officialGzip, ownGzip);
    }

    private static void PrintQuery(RawTransfer raw, OfficialClient official, OwnClient own)
    {
        Times[] times = Rounds.Time(
            RoundCount,
            () => raw.ReadAsync(Batches).GetAwaiter().GetResult(),
            () => own.ReadBatchesAsync(Batches).GetAwaiter().GetResult(),
            () => official.ReadBatchesAsync(Batches).GetAwaiter().GetResult(),
            () => official.ReadPointsAsync(Batches).GetAwaiter().GetResult());
        Table.Print("client.query.vs_raw", Rounds.Divide(times[1], times[0]));
        Table.Print("client.query.official_batches_vs_ours", Rounds.Divide(times[2], times[1]));
        Table.Print("client.query.official_points_vs_ours", Rounds.Divide(times[3], times[1]));
        Table.NoteRate("raw Flight", Rows, times[0]);
        Table.NoteRate("ours", Rows, times[1]);
        Table.NoteRate("official, batches", Rows, times[2]);
        Table.NoteRate("official, points", Rows, times[3]);
    }

    // What a query costs beside its rows: its answer is a schema and nothing else.
    private static void PrintSmallQueries(RawTransfer raw, OfficialClient official, OwnClient own)
    {
        Times[] times = Rounds.Time(RoundCount, () => Repeat(raw.ReadAsync), () => Repeat(own.ReadBatchesAsync), () => Repeat(official.ReadBatchesAsync));
        Table.Print("client.small_query_us.raw", Microseconds(times[0]));
        Table.Print("client.small_query_us.ours", Microseconds(times[1]));
        Table.Print("client.small_query_us.official", Microseconds(times[2]));
    }

    private static void PrintEncode()
    {
        Workload workload = Workload.W1(batches: 16);
        using var encodings = new Encodings(workload);
        Times[] times = Rounds.Time(RoundCount, () => encodings.Encode(), () => encodings.Official());
        Table.Print("client.encode.official_vs_ours", Rounds.Divide(times[1], times[0]));
        Table.Print("client.encode.official_alloc_bytes_per_row", AllocatedPerRow(() => encodings.Official(), workload.RowCount));
        Table.NoteRate("encode, ours", workload.RowCount, times[0]);
        Table.NoteRate("encode, official", workload.RowCount, times[1]);
    }

    private static void PrintCopy(string name, OfficialClient official, OwnClient own)
    {
        Times[] times = Rounds.Time(RoundCount, () => own.CopyAsync(Batches).GetAwaiter().GetResult(), () => official.CopyAsync(Batches).GetAwaiter().GetResult());
        Table.Print($"client.{name}.official_vs_ours", Rounds.Divide(times[1], times[0]));
        Table.Print($"client.{name}.official_vs_ours_processor", Rounds.DivideProcessor(times[1], times[0]));
        Table.Print($"client.{name}.ours_alloc_bytes_per_row", AllocatedPerRow(() => own.CopyAsync(Batches).GetAwaiter().GetResult(), Rows));
        Table.Print($"client.{name}.official_alloc_bytes_per_row", AllocatedPerRow(() => official.CopyAsync(Batches).GetAwaiter().GetResult(), Rows));
        Table.NoteRate($"{name}, ours", Rows, times[0]);
        Table.NoteRate($"{name}, official", Rows, times[1]);
    }

    private static void Repeat(Func<int, Task<long>> query)
    {
        for (int number = 0; number < SmallQueries; number++)
        {
            query(0).GetAwaiter().GetResult();
        }
    }

    private static double[] Microseconds(Times times) => [.. times.Seconds.Select(static seconds => seconds * 1e6 / SmallQueries)];

    // On all threads: both hand work on.
    private static double AllocatedPerRow(Action work, int rows)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        work();
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)rows;
    }
}
