using System.Management.Automation;
using InfluxDownsample.Completion;
using InfluxDownsample.Connections;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Pipeline;
using InfluxDownsample.Results;

namespace InfluxDownsample.Commands;

/// <summary>Tells whether a connection works: the host, the token and the database. What is wrong is an answer here, not an error.</summary>
[Cmdlet(VerbsDiagnostic.Test, "InfluxConnection")]
[OutputType(typeof(bool), typeof(InfluxConnectionTest))]
public sealed class TestInfluxConnectionCommand : InfluxCommand
{
    /// <summary>The connection, its name or a connection string; left out, the one that cmdlets use without <c>-Connection</c>.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, HelpMessage = "A connection, the name of a registered one, or a connection string.")]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    [ValidateNotNull]
    public ConnectionReference? Connection { get; set; }

    /// <summary>Return what was found instead of true or false.</summary>
    [Parameter(HelpMessage = "Return what was found instead of true or false.")]
    public SwitchParameter Detailed { get; set; }

    private protected override void Process()
    {
        ServerCheck check = Check();
        if (Detailed)
        {
            WriteObject(new InfluxConnectionTest
            {
                Reachable = check.Reachable,
                Authenticated = check.Authenticated,
                DatabaseExists = check.DatabaseExists,
                Edition = check.Edition.ToString(),
                ServerVersion = check.ServerVersion,
                Latency = ElapsedTime.Of(check.Latency),
                Message = check.Problem?.Message,
            });
            return;
        }

        if (check.Problem is { } problem)
        {
            WriteVerbose(problem.Message);
        }

        WriteObject(check is { Reachable: true, Authenticated: true, Problem: null });
    }

    private ServerCheck Check()
    {
        InfluxConnection? connection = null;
        bool owned = false;
        try
        {
            connection = Connection is null ? ConnectionReference.ResolveDefault(nameof(Connection), out owned) : Connection.Resolve(out owned);
            return WaitFor(connection.Client.CheckAsync);
        }
        catch (InfluxException problem)
        {
            // No such connection, or settings that can't be right: found before anything was sent.
            return new ServerCheck(false, false, null, InfluxEdition.Auto, null, TimeSpan.Zero, problem);
        }
        finally
        {
            if (owned)
            {
                connection?.Close();
            }
        }
    }
}
