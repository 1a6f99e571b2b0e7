using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;

namespace InfluxDownsample.Shell.Tests.Hosting;

/// <summary>PowerShell as a person starts it: the tool of the checkout, a process of its own, without a profile.</summary>
internal static class Pwsh
{
    // A process that has fallen silent waits for an answer of nobody: it is ended, and what it said last shows at what it waits.
    private static readonly TimeSpan s_silence = TimeSpan.FromMinutes(5);

    /// <summary>A path that the build has written down: <c>PowerShell</c>, <c>Pester</c> or <c>OlderPester</c>.</summary>
    public static string PathOf(string name)
        => typeof(Pwsh).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == name).Value!;

    /// <summary>Runs a script file in a folder; variables are those of the environment.</summary>
    public static Task<PwshRun> RunFileAsync(string file, string folder, IReadOnlyDictionary<string, string>? variables = null, params string[] arguments)
        => RunAsync(["-File", file, .. arguments], folder, variables);

    /// <summary>Runs the text of a script.</summary>
    public static Task<PwshRun> RunScriptAsync(string script, string folder, IReadOnlyDictionary<string, string>? variables = null)
        => RunAsync(["-Command", script], folder, variables);

    /// <summary>Runs the text of a script where nobody can be asked.</summary>
    public static Task<PwshRun> RunUnattendedAsync(string script, string folder, IReadOnlyDictionary<string, string>? variables = null)
        => RunAsync(["-NonInteractive", "-Command", script], folder, variables);

    /// <summary>How PowerShell is started; variables of InfluxDB that this process has are not handed on.</summary>
    public static ProcessStartInfo StartInfo(IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? variables)
    {
        var start = new ProcessStartInfo("dotnet", [PathOf("PowerShell"), "-NoLogo", "-NoProfile", .. arguments])
        {
            WorkingDirectory = folder,
            // Open and silent: a prompt would wait here as it does in a console.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("INFLUX", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["NO_COLOR"] = "1";
        foreach ((string name, string value) in variables ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static async Task<PwshRun> RunAsync(string[] arguments, string folder, IReadOnlyDictionary<string, string>? variables)
    {
        var lines = new ConcurrentQueue<string>();
        using var silence = new CancellationTokenSource(s_silence);
        void Hear(object sender, DataReceivedEventArgs line)
        {
            lines.Enqueue(line.Data ?? "");
            silence.CancelAfter(s_silence);
        }

        using var process = new Process { StartInfo = StartInfo(arguments, folder, variables) };
        process.OutputDataReceived += Hear;
        process.ErrorDataReceived += Hear;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(silence.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"PowerShell said nothing for {s_silence.TotalMinutes} minutes and was ended. Before, it said:\n{string.Join('\n', lines)}");
        }

        return new PwshRun(process.ExitCode, string.Join('\n', lines).TrimEnd());
    }
}
