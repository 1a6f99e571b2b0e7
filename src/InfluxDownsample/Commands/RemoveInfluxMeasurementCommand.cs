using System.Management.Automation;
using InfluxDownsample.Completion;
using InfluxDownsample.Pipeline;

namespace InfluxDownsample.Commands;

/// <summary>Removes a measurement with all its points.</summary>
[Cmdlet(VerbsCommon.Remove, "InfluxMeasurement", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveInfluxMeasurementCommand : ManagementCommand
{
    /// <summary>The name, taken as it is.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, HelpMessage = "The name of the measurement.")]
    [ArgumentCompleter(typeof(MeasurementNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The database; left out, the connection's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The database instead of the connection's.")]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    /// <summary>Purge the points at once; left out, InfluxDB 3 Core and Enterprise keep them for some days under another name.</summary>
    [Parameter(HelpMessage = "Purge the points at once.")]
    public SwitchParameter Permanent { get; set; }

    private protected override string Lister => "Get-InfluxMeasurement";

    private protected override void Process()
    {
        string name = Name;
        string database = Used.Database(Database);
        string action = Permanent ? "Remove with all its points, for good" : "Remove with all its points";
        Change(name, $"measurement {name} of database {database}", action, async (client, token) =>
        {
            await client.Databases.RemoveMeasurementAsync(database, name, Permanent, token);
            return null;
        });
    }
}
