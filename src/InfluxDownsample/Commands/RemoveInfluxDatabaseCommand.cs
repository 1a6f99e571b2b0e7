using System.Management.Automation;
using InfluxDownsample.Completion;
using InfluxDownsample.Pipeline;

namespace InfluxDownsample.Commands;

/// <summary>Removes a database (a bucket, on Cloud Serverless) with all that is in it.</summary>
[Cmdlet(VerbsCommon.Remove, "InfluxDatabase", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveInfluxDatabaseCommand : ManagementCommand
{
    /// <summary>The name, taken as it is.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, HelpMessage = "The name of the database.")]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>Purge the rows at once; left out, InfluxDB 3 Core and Enterprise keep them for some days under another name.</summary>
    [Parameter(HelpMessage = "Purge the rows at once.")]
    public SwitchParameter Permanent { get; set; }

    private protected override string Lister => "Get-InfluxDatabase";

    private protected override void Process()
    {
        string name = Name;
        Change(name, $"database {name}", Permanent ? "Remove with all its measurements, for good" : "Remove with all its measurements", async (client, token) =>
        {
            await client.Databases.RemoveAsync(name, Permanent, token);
            return null;
        });
    }
}
