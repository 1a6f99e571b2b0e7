using System.Management.Automation;
using InfluxDownsample.Hosting;

namespace InfluxDownsample.QuickStart;

/// <summary>The hosted engine with a console around it: results come out as PowerShell shows them, warnings and errors beside them.</summary>
internal sealed class ScriptConsole : IDisposable
{
    // Of a console that can't be asked, such as a file.
    private const int DefaultWidth = 120;

    private readonly HostedEngine _engine = new();
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private volatile PowerShell? _running;

    public ScriptConsole(TextWriter output, TextWriter error)
    {
        _output = output;
        _error = error;
        _engine.SetLocation(Checkout.Root);
        Run("$PSStyle.OutputRendering = 'PlainText'");
    }

    /// <summary>Counts the error records that scripts have written so far.</summary>
    public int Errors { get; private set; }

    public void SetVariable(string name, object? value) => _engine.Set(name, value);

    public object? GetVariable(string name) => _engine.Get(name);

    /// <summary>Runs one statement in the scope of the session and returns what it gave.</summary>
    /// <exception cref="ScriptFailedException">The statement gave an error, which has been reported.</exception>
    public IReadOnlyList<PSObject> Run(string statement)
    {
        var results = new List<PSObject>();
        int errors = Errors;
        using (PowerShell shell = _engine.Script(statement))
        {
            Invoke(shell, input: null, results.Add);
        }

        return Errors == errors ? results : throw new ScriptFailedException(statement);
    }

    /// <summary>Runs a script file, which goes on after an error as it would in a console, and prints each result as it comes.</summary>
    public void RunFile(string path)
    {
        using PowerShell shell = _engine.Shell();
        shell.AddCommand(path);
        Print(shell, input: null);
    }

    /// <summary>Prints results as a console would, or rows as a table.</summary>
    public void Print(IEnumerable<PSObject> results, bool asTable = false)
    {
        using PowerShell shell = _engine.Shell();
        if (asTable)
        {
            shell.AddCommand("Format-Table");
        }

        Print(shell, results);
    }

    /// <summary>Stops what is running; called from another thread.</summary>
    public void Stop() => _running?.BeginStop(null, null);

    public void Dispose() => _engine.Dispose();

    private void Print(PowerShell shell, IEnumerable<PSObject>? input)
    {
        int width = Console.IsOutputRedirected || Console.WindowWidth == 0 ? DefaultWidth : Console.WindowWidth;
        shell.AddCommand("Out-String").AddParameter("Stream").AddParameter("Width", width);
        Invoke(shell, input, line => _output.WriteLine(line));
    }

    private void Invoke(PowerShell shell, IEnumerable<PSObject>? input, Action<PSObject> result)
    {
        shell.Streams.Warning.DataAdded += (_, added) => _error.WriteLine($"warning: {shell.Streams.Warning[added.Index].Message}");
        shell.Streams.Verbose.DataAdded += (_, added) => _error.WriteLine($"verbose: {shell.Streams.Verbose[added.Index].Message}");
        shell.Streams.Information.DataAdded += (_, added) => _error.WriteLine(shell.Streams.Information[added.Index].MessageData);
        shell.Streams.Error.DataAdded += (_, added) => Report(shell.Streams.Error[added.Index]);

        using var output = new PSDataCollection<PSObject>();
        output.DataAdded += (_, added) => result(output[added.Index]);
        _running = shell;
        try
        {
            shell.Invoke(input, output);
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
