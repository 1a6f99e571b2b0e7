using System.Diagnostics;
using System.Globalization;
using InfluxDownsample.Benchmarks.Engine;
using InfluxDownsample.Benchmarks.Server;

namespace InfluxDownsample.Benchmarks.Ratios;

/// <summary>
/// Runs one script several times and prints what each run took: for looking into one pipeline. The script finds the stand-in's connection string in
/// <c>$server</c>; a query's text is the number of batches of 8,192 rows that it wants, in quotes.
/// </summary>
internal static class PipelineTimes
{
    public static void Print(string script, int rounds)
    {
        using var server = new StandInProcess();
        using var engine = new BenchmarkEngine();
        engine.ImportModule();
        engine.Set("server", server.Connection());
        using var self = Process.GetCurrentProcess();
        for (int round = 0; round < rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            TimeSpan processor = self.TotalProcessorTime;
            long allocated = GC.GetTotalAllocatedBytes();
            int collections = GC.CollectionCount(0);
            engine.Run(script);
            self.Refresh();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms, processor {(self.TotalProcessorTime - processor).TotalMilliseconds:0} ms, allocated {(GC.GetTotalAllocatedBytes() - allocated) / 1e6:0} MB, {GC.CollectionCount(0) - collections} collections"));
        }
    }
}
