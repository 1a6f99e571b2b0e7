using System.Management.Automation;
using InfluxDownsample.Completion;
using InfluxDownsample.Connections;
using InfluxDownsample.Pipeline;

namespace InfluxDownsample.Commands;

/// <summary>Closes connections and forgets their names.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "InfluxDatabase")]
[OutputType(typeof(void))]
public sealed class DisconnectInfluxDatabaseCommand : InfluxCommand
{
    /// <summary>Names, wildcards allowed; left out, all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, HelpMessage = "Names of connections, wildcards allowed.")]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    private protected override void Process()
    {
        foreach (InfluxConnection connection in this.RegisteredConnections(Name))
        {
            ConnectionTable.Current.Remove(connection);
        }
    }
}
