using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace InfluxDownsample.Hosting;

/// <summary>A PowerShell engine in this process with all commands of PowerShell, into which the built module is imported as an admin would.</summary>
public sealed class HostedEngine : IDisposable
{
    private readonly Runspace _runspace;

    /// <param name="import">Whether the module is imported.</param>
    /// <param name="prepare">Adds commands of the caller's.</param>
    public HostedEngine(bool import = true, Action<InitialSessionState>? prepare = null)
    {
        InitialSessionState state = InitialSessionState.CreateDefault();
        prepare?.Invoke(state);
        if (OperatingSystem.IsWindows())
        {
            // Elsewhere there is no execution policy.
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
        if (import)
        {
            ImportModule();
        }
    }

    /// <summary>Imports the module as it was built last.</summary>
    public void ImportModule()
    {
        using PowerShell shell = Shell();
        shell.AddCommand("Import-Module").AddArgument(Checkout.Manifest).AddParameter("ErrorAction", ActionPreference.Stop).Invoke();
    }

    public void Set(string name, object? value) => _runspace.SessionStateProxy.SetVariable(name, value);

    public object? Get(string name) => _runspace.SessionStateProxy.GetVariable(name);

    /// <summary>The folder in which scripts find themselves.</summary>
    public void SetLocation(string folder) => _runspace.SessionStateProxy.Path.SetLocation(WildcardPattern.Escape(folder));

    /// <summary>An empty pipeline, which the caller disposes.</summary>
    public PowerShell Shell()
    {
        // Reading a property of a result outside a pipeline asks the runspace of the thread for the module's type data.
        Runspace.DefaultRunspace = _runspace;
        return PowerShell.Create(_runspace);
    }

    /// <summary>A script in the scope of the session, which the caller starts and disposes.</summary>
    public PowerShell Script(string text) => Shell().AddScript(text, useLocalScope: false);

    /// <summary>What Tab offers at the end of a line.</summary>
    public IReadOnlyList<string> Complete(string line)
    {
        using PowerShell shell = Shell();
        return [.. CommandCompletion.CompleteInput(line, line.Length, null, shell).CompletionMatches.Select(match => match.CompletionText)];
    }

    public void Dispose()
    {
        if (Runspace.DefaultRunspace == _runspace)
        {
            Runspace.DefaultRunspace = null;
        }

        _runspace.Dispose();
    }
}
