using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.Completion;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Pipeline;
using InfluxDownsample.Transformation;

namespace InfluxDownsample.Commands;

/// <summary>Sets how long the rows of a database (a bucket, on Cloud Serverless) are kept.</summary>
[Cmdlet(VerbsCommon.Set, "InfluxDatabase", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(InfluxDatabase))]
public sealed class SetInfluxDatabaseCommand : ManagementCommand
{
    /// <summary>The name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, HelpMessage = "The name of the database.")]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>How long rows are kept, counted from their own time; <c>None</c> or nothing keeps them for ever.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, HelpMessage = "How long rows are kept, such as 30d, or None.")]
    [ArgumentCompleter(typeof(RetentionPeriodCompleter))]
    [DurationTransformation]
    [AllowNull]
    [AllowEmptyString]
    public string? RetentionPeriod { get; set; }

    private protected override string Lister => "Get-InfluxDatabase";

    private protected override void Process()
    {
        // Of a database that keeps its rows for ever the property is null.
        TimeSpan? period = string.IsNullOrWhiteSpace(RetentionPeriod) ? null : Core.Catalog.RetentionPeriod.Parse(RetentionPeriod);
        string name = Name;
        string action = period is { } time
            ? $"Keep rows for {time.ToString("c", CultureInfo.InvariantCulture)}, and none that are older"
            : "Keep rows for ever";
        Change(name, $"database {name}", action, async (client, token) => await client.Databases.SetRetentionAsync(name, period, token));
    }
}
