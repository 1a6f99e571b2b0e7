using System.Diagnostics;

namespace InfluxDownsample.Benchmarks.Server;

/// <summary>The stand-in in a process of its own, so that its garbage and its threads are not the module's.</summary>
internal sealed class StandInProcess : IDisposable
{
    private readonly Process _process;

    public StandInProcess()
    {
        // BenchmarkDotNet runs its copy of this program with the dotnet host, which is then the process.
        string self = typeof(Program).Assembly.Location;
        bool isHosted = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        _process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, isHosted ? [self, Program.Serve] : [Program.Serve])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Address = new Uri(_process.StandardOutput.ReadLine()!);
    }

    public Uri Address { get; }

    /// <summary>A connection string; plain, that is without gzip, unless asked for.</summary>
    public string Connection(bool gzip = false) => $"{Address}?database=home{(gzip ? "" : "&gzipThreshold=2000000000")}";

    public void Dispose()
    {
        // It ends by itself when its input does.
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
