using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using InfluxDownsample.Hosting;

namespace InfluxDownsample.Benchmarks.Engine;

/// <summary>The hosted engine with the built module and the floor's cmdlets.</summary>
internal sealed class BenchmarkEngine : IDisposable
{
    private readonly HostedEngine _engine = new(import: false, state => state.Commands.Add(
    [
        new SessionStateCmdletEntry("Send-PlainRow", typeof(SendPlainRowCommand), null),
        new SessionStateCmdletEntry("Send-CsvRow", typeof(SendCsvRowCommand), null),
        new SessionStateCmdletEntry("Skip-Nothing", typeof(SkipNothingCommand), null),
        new SessionStateCmdletEntry("Skip-Parameters", typeof(SkipParametersCommand), null),
    ]));

    /// <summary>Imports the module as it was built last; numbers of a debug build would mean nothing.</summary>
    public void ImportModule()
    {
        _engine.ImportModule();
        Assembly module = AppDomain.CurrentDomain.GetAssemblies().Single(assembly => assembly.GetName().Name == "InfluxDownsample");
        if (module.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
        {
            throw new InvalidOperationException("module/bin holds a debug build. Build with -c Release.");
        }
    }

    public void Set(string name, object? value) => _engine.Set(name, value);

    /// <summary>Runs a script that is not to fail.</summary>
    public IReadOnlyList<PSObject> Run(string script)
    {
        using PowerShell shell = _engine.Script(script);
        IReadOnlyList<PSObject> output = shell.Invoke();
        return shell.HadErrors ? throw new InvalidOperationException(string.Join(Environment.NewLine, shell.Streams.Error)) : output;
    }

    public void Dispose() => _engine.Dispose();
}
