using System.Management.Automation;
using InfluxDownsample.Completion;
using InfluxDownsample.Connections;
using InfluxDownsample.Pipeline;

namespace InfluxDownsample.Commands;

/// <summary>Gets the connections registered in this runspace, by name.</summary>
[Cmdlet(VerbsCommon.Get, "InfluxConnection")]
[OutputType(typeof(InfluxConnection))]
public sealed class GetInfluxConnectionCommand : InfluxCommand
{
    /// <summary>Names, wildcards allowed; left out, all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, HelpMessage = "Names of connections, wildcards allowed.")]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    private protected override void Process() => WriteObject(this.RegisteredConnections(Name), enumerateCollection: true);
}
