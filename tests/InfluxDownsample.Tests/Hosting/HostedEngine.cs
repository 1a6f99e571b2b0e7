using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace InfluxDownsample.Tests.Hosting;

/// <summary>A PowerShell engine in this process with core commands only, into which the built module is imported as an admin would.</summary>
public sealed class HostedEngine : IDisposable
{
    private readonly Runspace _runspace;

    public HostedEngine(bool import = true)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            // Elsewhere there is no execution policy.
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
        if (import)
        {
            Run($"Import-Module '{ModulePath}'").Succeed();
        }
    }

    /// <summary>The repository's root manifest.</summary>
    public static string ModulePath { get; } = Path.Combine(Checkout.Root, "InfluxDownsample.psd1");

    public void Set(string name, object? value) => _runspace.SessionStateProxy.SetVariable(name, value);

    public object? Get(string name) => _runspace.SessionStateProxy.GetVariable(name);

    /// <summary>Runs a script in the scope of the session and collects all it says.</summary>
    public Answer Run(string script)
    {
        using PowerShell shell = Script(script);
        return Answer.Of(shell, () => shell.Invoke());
    }

    /// <summary>Starts a script; its output appears in the run while it goes on.</summary>
    public RunningScript Start(string script) => new(Script(script));

    /// <summary>What Tab offers at the end of a line.</summary>
    public IReadOnlyList<string> Complete(string line)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        return [.. CommandCompletion.CompleteInput(line, line.Length, null, shell).CompletionMatches.Select(match => match.CompletionText)];
    }

    public void Dispose() => _runspace.Dispose();

    private PowerShell Script(string script)
    {
        // Reading a property of a result outside a pipeline asks the runspace of the thread for the module's type data.
        Runspace.DefaultRunspace = _runspace;
        PowerShell shell = PowerShell.Create(_runspace);
        shell.AddScript(script, useLocalScope: false);
        return shell;
    }
}
