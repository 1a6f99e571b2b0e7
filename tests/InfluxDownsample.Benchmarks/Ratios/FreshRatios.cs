using System.Diagnostics;
using InfluxDownsample.Benchmarks.Baselines;
using InfluxDownsample.Benchmarks.Data;
using InfluxDownsample.Benchmarks.Server;
using InfluxDownsample.Hosting;

namespace InfluxDownsample.Benchmarks.Ratios;

/// <summary>
/// What a script or a runbook waits for: whole processes of PowerShell, each started anew, less what an empty one takes. The official client does the same in
/// the same shell. What nobody can go below is measured beside it: a module of one line, and plain objects through a cmdlet that does nothing but has as many
/// parameters as <c>Write-InfluxPoints</c>. Which shell is said by the variable <c>INFLUXDOWNSAMPLE_PWSH</c>, a program or its dll; else it is the one on the path.
/// </summary>
internal static class FreshRatios
{
    private const int RoundCount = 7;
    private const int Small = 12;
    private const int Large = 122;

    private static readonly string s_shell = Environment.GetEnvironmentVariable("INFLUXDOWNSAMPLE_PWSH") ?? "pwsh";

    public static void Print(StandInProcess server)
    {
        string connection = server.Connection(gzip: true);
        string import = $"Import-Module '{Path.Combine(Checkout.Root, "InfluxDownsample.psd1")}'; ";
        // What ASP.NET brings to this program stands beside the module.
        string official = $"foreach ($file in '{Beside("DependencyInjection")}', '{Beside("Logging")}', '{typeof(OfficialScript).Assembly.Location}') "
            + $"{{ $null = [Reflection.Assembly]::LoadFrom($file) }}; $type = [{typeof(OfficialScript).FullName}]; ";
        using var module = new OneLineModule();
        string floor(int batches) => $"Import-Module '{typeof(FreshRatios).Assembly.Location}'; Send-PlainRow {batches * Workload.BatchRows} | Skip-Parameters | Out-Null";
        string copy(int batches, string how)
            => import + $"Invoke-InfluxQuery '{batches}'{how} -Connection '{connection}' | Write-InfluxPoints home -Connection '{connection}' | Out-Null";
        string officialCopy(int batches) => official + $"$type::Copy('{server.Address}', {batches})";
        double[][] times = Time(
        [
            "",
            import,
            // Not with Select-Object: the first use of it loads a module, which takes 190 ms.
            import + $"foreach ($row in Invoke-InfluxQuery '1' -Connection '{connection}') {{ break }}",
            official + $"$null = $type::FirstRow('{server.Address}')",
            copy(Small, " -AsBatch"),
            copy(Small, ""),
            officialCopy(Small),
            copy(Large, " -AsBatch"),
            copy(Large, ""),
            officialCopy(Large),
            $"Import-Module '{module.Path}'",
            floor(Small),
            floor(Large),
        ]);
        double[] less(int variant) => [.. times[variant].Zip(times[0], static (time, empty) => time - empty)];
        double[] ratio(int theirs, int ours) => [.. less(theirs).Zip(less(ours), static (left, right) => left / right)];
        Table.Print("fresh.import_ms", less(1));
        Table.Print("fresh.import_ms.one_line_module", less(10));
        Table.Print("fresh.first_row_ms", less(2));
        Table.Print("fresh.first_row_ms.official", less(3));
        Table.Print("fresh.100k.batches.official_vs_ours", ratio(6, 4));
        Table.Print("fresh.100k.rows.official_vs_ours", ratio(6, 5));
        Table.Print("fresh.100k.official_vs_its_first_row", ratio(6, 3));
        Table.Print("fresh.100k.rows.official_vs_engine_floor", ratio(6, 11));
        Table.Print("fresh.1M.batches.official_vs_ours", ratio(9, 7));
        Table.Print("fresh.1M.rows.official_vs_ours", ratio(9, 8));
        Table.Print("fresh.1M.rows.official_vs_engine_floor", ratio(9, 12));
        foreach ((string name, int variant) in new[]
        {
            ("100k batches", 4), ("100k rows", 5), ("100k official", 6), ("100k engine floor", 11),
            ("1M batches", 7), ("1M rows", 8), ("1M official", 9), ("1M engine floor", 12),
        })
        {
            Table.Note($"{name}: {Rounds.Median(less(variant)):0} ms");
        }

        Table.Note($"an empty shell: {Rounds.Median(times[0]):0} ms");
    }

    private static string Beside(string library)
        => Path.Combine(Checkout.Root, "module", "bin", "net8.0", $"Microsoft.Extensions.{library}.Abstractions.dll");

    // In milliseconds, by variant and round; the first round warms the disk.
    private static double[][] Time(string[] scripts)
    {
        double[][] times = [.. scripts.Select(static _ => new double[RoundCount])];
        for (int round = -1; round < RoundCount; round++)
        {
            for (int variant = 0; variant < scripts.Length; variant++)
            {
                double time = Run(scripts[variant]);
                if (round >= 0)
                {
                    times[variant][round] = time;
                }
            }
        }

        return times;
    }

    private static double Run(string script)
    {
        bool isLibrary = s_shell.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        long start = Stopwatch.GetTimestamp();
        using Process shell = Process.Start(new ProcessStartInfo(
            isLibrary ? "dotnet" : s_shell,
            [.. isLibrary ? [s_shell] : Array.Empty<string>(), "-NoProfile", "-NonInteractive", "-Command", "$ErrorActionPreference = 'Stop'; " + script]))!;
        shell.WaitForExit();
        return shell.ExitCode == 0
            ? Stopwatch.GetElapsedTime(start).TotalMilliseconds
            : throw new InvalidOperationException($"The shell ended with {shell.ExitCode}: {script}");
    }
}
