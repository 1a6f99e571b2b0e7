using InfluxDownsample.Benchmarks.Data;

namespace InfluxDownsample.Benchmarks.Ratios;

/// <summary>The encoder against .NET formatting the same numbers alone, against the naive builder, against copying its output.</summary>
internal static class EncodeRatios
{
    private const int RoundCount = 21;

    public static void Print()
    {
        using (var w1 = new Encodings(Workload.W1(batches: 16)))
        {
            Times[] times = Rounds.Time(RoundCount, () => w1.Encode(), () => w1.FormatOnly(), () => w1.Naive(), () => w1.Copy());
            Table.Print("encode.w1.vs_format_only", Rounds.Divide(times[0], times[1]));
            Table.Print("encode.w1.vs_naive", Rounds.Divide(times[2], times[0]));
            Table.Print("encode.w1.vs_memcpy", Rounds.Divide(times[0], times[3]));
            Table.NoteRate("encode.w1", w1.RowCount, times[0]);
            Table.NoteRate("format_only.w1", w1.RowCount, times[1]);
            Table.NoteRate("naive.w1", w1.RowCount, times[2]);
            Table.Print("encode.alloc_bytes_per_row", AllocatedPerRow(w1));
        }

        PrintAgainstFormat("w1_full", Workload.W1Full(batches: 16));
        PrintAgainstFormat("w2", Workload.W2(batches: 4));
    }

    private static void PrintAgainstFormat(string name, Workload workload)
    {
        using var encodings = new Encodings(workload);
        Times[] times = Rounds.Time(RoundCount, () => encodings.Encode(), () => encodings.FormatOnly());
        Table.Print($"encode.{name}.vs_format_only", Rounds.Divide(times[0], times[1]));
        Table.NoteRate($"encode.{name}", encodings.RowCount, times[0]);
    }

    private static double AllocatedPerRow(Encodings encodings)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        encodings.Encode();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)encodings.RowCount;
    }
}
