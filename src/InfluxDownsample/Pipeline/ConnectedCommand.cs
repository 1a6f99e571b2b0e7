using System.Management.Automation;
using InfluxDownsample.Completion;
using InfluxDownsample.Connections;
using InfluxDownsample.Core.Connections;

namespace InfluxDownsample.Pipeline;

/// <summary>A cmdlet that works with one database over one connection.</summary>
public abstract class ConnectedCommand : InfluxCommand
{
    private readonly UsedConnection _connection = new();

    private protected ConnectedCommand()
    {
    }

    /// <summary>
    /// The connection, its name or a connection string; left out, the connection named <c>default</c>, else what the <c>INFLUX_*</c> variables say.
    /// </summary>
    [Parameter(HelpMessage = "A connection, the name of a registered one, or a connection string.")]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    [ValidateNotNull]
    public ConnectionReference? Connection { get; set; }

    /// <summary>The database for this call; left out, the connection's.</summary>
    [Parameter(HelpMessage = "The database for this call instead of the connection's.")]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    /// <summary>The connection as resolved at first use.</summary>
    private protected InfluxConnection UsedConnection => _connection.Resolve(Connection);

    private protected InfluxClient Client => UsedConnection.Client;

    /// <summary>The database the call is about.</summary>
    private protected string UsedDatabase
    {
        get
        {
            _connection.Resolve(Connection);
            return _connection.Database(Database);
        }
    }

    private protected override void Close() => _connection.Dispose();
}
