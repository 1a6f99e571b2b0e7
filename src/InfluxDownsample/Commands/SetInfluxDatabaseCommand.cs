using System.Management.Automation;
using InfluxDownsample.Completion;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;
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

    /// <summary>How long rows are kept, counted from their own time; <c>None</c>, or of an object from the pipeline nothing, keeps them for ever.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, HelpMessage = "How long rows are kept, such as 30d, or None.")]
    [ArgumentCompleter(typeof(RetentionPeriodCompleter))]
    [DurationTransformation]
    [AllowNull]
    [AllowEmptyString]
    public string? RetentionPeriod { get; set; }

    private protected override string Lister => "Get-InfluxDatabase";

    // Here only what was typed is bound.
    private protected override void Begin()
    {
        if (MyInvocation.BoundParameters.ContainsKey(nameof(RetentionPeriod)))
        {
            _ = Core.Catalog.RetentionPeriod.Parse(RetentionPeriod);
        }
    }

    private protected override void Process()
    {
        // Of a database that keeps its rows for ever the property is null; what is typed says so.
        TimeSpan? period = string.IsNullOrWhiteSpace(RetentionPeriod) ? null : Core.Catalog.RetentionPeriod.Parse(RetentionPeriod);
        string name = Name;
        string action = $"Keep rows {Core.Catalog.RetentionPeriod.Describe(period)}{(MayForget(name, period) ? ", and none that are older" : "")}";
        Change(name, $"database {name}", action, async (client, token) => await client.Databases.SetRetentionAsync(name, period, token));
    }

    // Whether rows may go; also where that can't be told. Of interest only where somebody is asked.
    private bool MayForget(string name, TimeSpan? period)
    {
        if (period is null || !IsAsked)
        {
            return false;
        }

        try
        {
            InfluxDatabase? database = WaitFor(Used.Client.Databases.ListAsync).FirstOrDefault(one => one.Name == name);
            return database?.RetentionPeriod is not { } kept || kept > period;
        }
        catch (InfluxException)
        {
            return true;
        }
    }
}
