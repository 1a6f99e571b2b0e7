using System.Diagnostics;

namespace InfluxDownsample.Benchmarks.Server;

/// <summary>The stand-in in a process of its own, so that its garbage and its threads are not the module's.</summary>
internal sealed class StandInProcess : IDisposable
{
    private readonly Process _process;

    public StandInProcess()
    {
        _process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, Program.Serve) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
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
