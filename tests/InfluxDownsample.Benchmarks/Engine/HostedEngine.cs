using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Microsoft.PowerShell;

namespace InfluxDownsample.Benchmarks.Engine;

/// <summary>A PowerShell engine in this process with the built module and the floor's cmdlets.</summary>
internal sealed class HostedEngine : IDisposable
{
    private readonly Runspace _runspace;

    public HostedEngine()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateCmdletEntry("Send-PlainRow", typeof(SendPlainRowCommand), null));
        state.Commands.Add(new SessionStateCmdletEntry("Send-CsvRow", typeof(SendCsvRowCommand), null));
        state.Commands.Add(new SessionStateCmdletEntry("Skip-Nothing", typeof(SkipNothingCommand), null));
        if (OperatingSystem.IsWindows())
        {
            // Elsewhere there is no execution policy.
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
    }

    /// <summary>Imports the module as it was built last; numbers of a debug build would mean nothing.</summary>
    public void ImportModule()
    {
        Run($"Import-Module '{Path.Combine(FindCheckout(), "InfluxDownsample.psd1")}'");
        Assembly module = AppDomain.CurrentDomain.GetAssemblies().Single(assembly => assembly.GetName().Name == "InfluxDownsample");
        if (module.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
        {
            throw new InvalidOperationException("module/bin holds a debug build. Build with -c Release.");
        }
    }

    public void Set(string name, object? value) => _runspace.SessionStateProxy.SetVariable(name, value);

    /// <summary>Runs a script that is not to fail.</summary>
    public IReadOnlyList<PSObject> Run(string script)
    {
        // Reading a property of a result outside a pipeline asks the runspace of the thread for the module's type data.
        Runspace.DefaultRunspace = _runspace;
        using PowerShell shell = PowerShell.Create(_runspace);
        IReadOnlyList<PSObject> output = shell.AddScript(script, useLocalScope: false).Invoke();
        return shell.HadErrors ? throw new InvalidOperationException(string.Join(Environment.NewLine, shell.Streams.Error)) : output;
    }

    public void Dispose() => _runspace.Dispose();

    private static string FindCheckout()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "InfluxDownsample.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("The benchmarks run from a checkout.");
    }
}
