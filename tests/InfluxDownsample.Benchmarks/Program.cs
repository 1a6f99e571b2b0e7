using System.Globalization;
using BenchmarkDotNet.Running;
using InfluxDownsample.Benchmarks.Engine;
using InfluxDownsample.Benchmarks.Ratios;
using InfluxDownsample.Benchmarks.Server;

namespace InfluxDownsample.Benchmarks;

internal static class Program
{
    /// <summary>The argument with which this program starts itself as the server.</summary>
    public const string Serve = "serve";

    /// <summary>The argument with which this program starts itself to measure memory.</summary>
    public const string Memory = "memory";

    /// <summary>The argument with which this program starts itself to measure its start.</summary>
    public const string Start = "start";

    public static async Task Main(string[] args)
    {
        switch (args)
        {
            case [Serve]:
                await StandIn.ServeAsync();
                break;
            case [Memory, string kind, string connection]:
                MemoryRatios.RunHere(kind, connection);
                break;
            case [Start, string connection]:
                StartTimes.RunHere(connection);
                break;
            case ["time", string script, .. string[] rounds]:
                PipelineTimes.Print(script, rounds is [string count] ? int.Parse(count, CultureInfo.InvariantCulture) : 5);
                break;
            case ["ratios", .. string[] groups]:
                PrintRatios(groups);
                break;
            default:
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
                break;
        }
    }

    /// <summary>All ratios, or only those of the named groups: encode, client, batches, rows, memory, fresh, start.</summary>
    private static void PrintRatios(string[] groups)
    {
        bool isWanted(string group) => groups.Length == 0 || groups.Contains(group);
        if (isWanted("encode"))
        {
            EncodeRatios.Print();
        }

        using var server = new StandInProcess();
        if (isWanted("client"))
        {
            ClientRatios.Print(server);
        }

        if (isWanted("fresh"))
        {
            FreshRatios.Print(server);
        }

        if (groups.Length > 0 && groups.All(static group => group is "encode" or "client" or "fresh"))
        {
            return;
        }

        using var engine = new BenchmarkEngine();
        engine.ImportModule();
        if (isWanted("batches"))
        {
            BatchRatios.Print(engine, server);
        }

        if (isWanted("rows"))
        {
            RowRatios.Print(engine, server);
            SortRatios.Print(engine, server);
        }

        if (isWanted("memory"))
        {
            MemoryRatios.Print(server);
        }

        if (isWanted("start"))
        {
            StartTimes.Print(server);
        }
    }
}
