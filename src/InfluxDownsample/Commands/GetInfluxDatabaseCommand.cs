using System.Management.Automation;
using InfluxDownsample.Completion;
using InfluxDownsample.Connections;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Downsampling;
using InfluxDownsample.Errors;
using InfluxDownsample.Pipeline;

namespace InfluxDownsample.Commands;

/// <summary>Lists the databases of a server with their retention periods.</summary>
[Cmdlet(VerbsCommon.Get, "InfluxDatabase")]
[OutputType(typeof(InfluxDatabase))]
public sealed class GetInfluxDatabaseCommand : InfluxCommand
{
    private readonly UsedConnection _connection = new();

    /// <summary>Names, wildcards allowed; left out, all but those that the server keeps for itself (their names begin with an underscore).</summary>
    [Parameter(Position = 0, HelpMessage = "Names of databases, wildcards allowed.")]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>
    /// The connection, its name or a connection string; left out, the connection named <c>default</c>, else what the <c>INFLUX_*</c> variables say.
    /// </summary>
    [Parameter(HelpMessage = "A connection, the name of a registered one, or a connection string.")]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    [ValidateNotNull]
    public ConnectionReference? Connection { get; set; }

    private protected override void Process()
    {
        _connection.Resolve(Connection);
        IReadOnlyList<InfluxDatabase> databases = WaitFor(_connection.Client.Databases.ListAsync);
        if (Name is null)
        {
            Write(databases.Where(database => !database.Name.StartsWith('_')));
            return;
        }

        IReadOnlyList<NamePattern> patterns = SelectionParameters.ReadNames(Name)!;
        foreach (NamePattern missing in patterns.Where(pattern => pattern.IsExact && !databases.Any(database => pattern.Matches(database.Name))))
        {
            WriteError(ErrorRecords.From(DatabaseClient.NotFound(_connection.Connection.Uri, missing.Text, databases.Select(database => database.Name))));
        }

        // Wildcards leave the server's own databases out, unless they begin with the underscore.
        Write(databases.Where(database => patterns.Any(pattern => pattern.Matches(database.Name) && (database.Name[0] != '_' || pattern.Text[0] == '_'))));
    }

    private void Write(IEnumerable<InfluxDatabase> databases) =>
        WriteObject(databases.Select(database => RememberedConnection.Beside(database, _connection.Connection)), enumerateCollection: true);

    private protected override void Close() => _connection.Dispose();
}
