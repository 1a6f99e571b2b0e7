using System.Diagnostics;
using System.Globalization;
using InfluxDownsample.Benchmarks.Engine;
using InfluxDownsample.Benchmarks.Server;

namespace InfluxDownsample.Benchmarks.Ratios;

/// <summary>What a user waits for at first: the import, and the first query after it, in a process whose engine has run something already.</summary>
internal static class StartTimes
{
    private const int RoundCount = 5;

    public static void Print(StandInProcess server)
    {
        double[][] children = [.. Enumerable.Range(0, RoundCount).Select(_ => MeasureInChild(server))];
        Table.Print("start.import_ms", [.. children.Select(static child => child[0])]);
        Table.Print("start.first_query_ms", [.. children.Select(static child => child[1])]);
    }

    /// <summary>Imports and queries in this process and prints both times in milliseconds.</summary>
    public static void RunHere(string connection)
    {
        using var engine = new BenchmarkEngine();
        engine.Run("1..10 | ForEach-Object { $_ } | Where-Object { $_ -gt 5 }");
        long start = Stopwatch.GetTimestamp();
        engine.ImportModule();
        double import = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        start = Stopwatch.GetTimestamp();
        engine.Run($"Invoke-InfluxQuery '1' -Connection '{connection}' | Where-Object temp -gt 20");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{import} {Stopwatch.GetElapsedTime(start).TotalMilliseconds}"));
    }

    private static double[] MeasureInChild(StandInProcess server)
    {
        using Process child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Program.Start, server.Connection()]) { RedirectStandardOutput = true })!;
        string times = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return [.. times.Split(' ').Select(static time => double.Parse(time, CultureInfo.InvariantCulture))];
    }
}
