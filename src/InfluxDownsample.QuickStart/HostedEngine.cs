using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace InfluxDownsample.QuickStart;

/// <summary>A PowerShell engine in this process that has imported the module, as an admin's console would.</summary>
internal sealed class HostedEngine : IDisposable
{
    private readonly Runspace _runspace;
    private readonly TextWriter _error;
    private volatile PowerShell? _running;

    public HostedEngine(string repositoryRoot, TextWriter error)
    {
        _error = error;
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            // Elsewhere there is no execution policy.
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
        // Reading a property of a result outside a pipeline asks the runspace of the thread for the module's type data.
        Runspace.DefaultRunspace = _runspace;
        _runspace.SessionStateProxy.Path.SetLocation(WildcardPattern.Escape(repositoryRoot));
        Run("Import-Module ./InfluxDownsample.psd1");
    }

    /// <summary>Counts the error records that scripts have written so far.</summary>
    public int Errors { get; private set; }

    public void SetVariable(string name, object? value) => _runspace.SessionStateProxy.SetVariable(name, value);

    public object? GetVariable(string name) => _runspace.SessionStateProxy.GetVariable(name);

    /// <summary>Runs one statement in the scope of the session and returns what it gave.</summary>
    /// <exception cref="ScriptFailedException">The statement gave an error, which has been reported.</exception>
    public IReadOnlyList<PSObject> Run(string statement)
    {
        var results = new List<PSObject>();
        int errors = Errors;
        Invoke(shell => shell.AddScript(statement, useLocalScope: false), results.Add);
        return Errors == errors ? results : throw new ScriptFailedException(statement);
    }

    /// <summary>Runs a script file, which goes on after an error as it would in a console, and hands on each result as it comes.</summary>
    public void RunFile(string path, Action<PSObject> result) => Invoke(shell => shell.AddCommand(path), result);

    /// <summary>Stops what is running; called from another thread.</summary>
    public void Stop() => _running?.BeginStop(null, null);

    public void Dispose()
    {
        Runspace.DefaultRunspace = null;
        _runspace.Dispose();
    }

    private void Invoke(Action<PowerShell> prepare, Action<PSObject> result)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        prepare(shell);
        shell.Streams.Warning.DataAdded += (_, added) => _error.WriteLine($"warning: {shell.Streams.Warning[added.Index].Message}");
        shell.Streams.Verbose.DataAdded += (_, added) => _error.WriteLine($"verbose: {shell.Streams.Verbose[added.Index].Message}");
        shell.Streams.Information.DataAdded += (_, added) => _error.WriteLine(shell.Streams.Information[added.Index].MessageData);
        shell.Streams.Error.DataAdded += (_, added) => Report(shell.Streams.Error[added.Index]);

        using var output = new PSDataCollection<PSObject>();
        output.DataAdded += (_, added) => result(output[added.Index]);
        _running = shell;
        try
        {
            shell.Invoke(null, output);
        }
        catch (RuntimeException failure)
        {
            Report(failure.ErrorRecord);
        }
        finally
        {
            _running = null;
        }
    }

    private void Report(ErrorRecord record)
    {
        Errors++;
        _error.WriteLine($"error: {record} [{record.FullyQualifiedErrorId}]");
        if (record.InvocationInfo?.PositionMessage is { Length: > 0 } position)
        {
            _error.WriteLine(position);
        }
    }
}
