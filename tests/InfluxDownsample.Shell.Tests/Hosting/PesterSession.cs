using System.Text.Json;
using Xunit;

namespace InfluxDownsample.Shell.Tests.Hosting;

/// <summary>All files of tests/pester, run once in one PowerShell.</summary>
/// <param name="pester"><c>Pester</c> or <c>OlderPester</c>.</param>
/// <param name="server">The server to run against.</param>
public abstract class PesterSession(string pester, ShellServer server) : IAsyncLifetime
{
    private Dictionary<string, PesterFileResult> _results = [];

    internal PwshRun Run { get; private set; } = null!;

    /// <summary>The result of a file.</summary>
    public PesterFileResult ResultOf(string file) => _results.TryGetValue(file, out PesterFileResult? result) ? result : new(file, 0, 1, "It was not run:\n" + Run.Output);

    public async Task InitializeAsync()
    {
        string path = Path.GetTempFileName();
        try
        {
            await server.InitializeAsync();
            Run = await PesterFolder.RunAllAsync(pester, path, server.Variables);
            string written = await File.ReadAllTextAsync(path);
            if (written.Length > 0)
            {
                _results = JsonSerializer.Deserialize<PesterFileResult[]>(written)!.ToDictionary(result => result.File);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    public async Task DisposeAsync() => await server.DisposeAsync();
}
