using System.Diagnostics;
using System.Globalization;
using InfluxDownsample.Benchmarks.Data;
using InfluxDownsample.Benchmarks.Engine;
using InfluxDownsample.Benchmarks.Server;

namespace InfluxDownsample.Benchmarks.Ratios;

/// <summary>
/// The most memory that five million rows from query to write take, and ten million through a sort with a limit, each in a fresh process: engine, module and
/// all.
/// </summary>
internal static class MemoryRatios
{
    private const int Batches = (5_000_000 / Workload.BatchRows) + 1;
    private const string Sort = "-Sort";

    public static void Print(StandInProcess server)
    {
        Table.Print("pipeline.peak_memory_mb.batches", MeasureInChild("-AsBatch", server));
        Table.Print("pipeline.peak_memory_mb.rows", MeasureInChild("-AsRows", server));
        Table.Print("sort.spilled_peak_memory_mb", MeasureInChild(Sort, server));
    }

    /// <summary>Runs the pipeline in this process and prints the peak of its working set, in MB as PowerShell counts them (2^20).</summary>
    public static void RunHere(string kind, string connection)
    {
        using var engine = new BenchmarkEngine();
        engine.ImportModule();
        engine.Run(kind == Sort
            ? $"Invoke-InfluxQuery '{2 * Batches}' -Connection '{connection}' | Sort-InfluxPoints -Descending -MaxMemoryMB 64 > $null"
            : $"Invoke-InfluxQuery '{Batches}' {(kind == "-AsBatch" ? kind : "")} -Connection '{connection}' | Write-InfluxPoints home -Connection '{connection}' > $null");
        using var self = Process.GetCurrentProcess();
        Console.WriteLine((self.PeakWorkingSet64 / 1048576.0).ToString(CultureInfo.InvariantCulture));
    }

    private static double MeasureInChild(string kind, StandInProcess server)
    {
        using Process child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Program.Memory, kind, server.Connection(gzip: true)]) { RedirectStandardOutput = true })!;
        string peak = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0 ? double.Parse(peak, CultureInfo.InvariantCulture) : throw new InvalidOperationException("The pipeline in the child process failed.");
    }
}
