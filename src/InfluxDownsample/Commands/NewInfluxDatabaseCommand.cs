using System.Management.Automation;
using InfluxDownsample.Completion;
using InfluxDownsample.Connections;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Errors;
using InfluxDownsample.Pipeline;
using InfluxDownsample.Transformation;

namespace InfluxDownsample.Commands;

/// <summary>Creates a database (a bucket, on Cloud Serverless) with a retention period.</summary>
[Cmdlet(VerbsCommon.New, "InfluxDatabase", SupportsShouldProcess = true)]
[OutputType(typeof(InfluxDatabase))]
public sealed class NewInfluxDatabaseCommand : InfluxCommand
{
    private readonly UsedConnection _connection = new();

    /// <summary>The name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, HelpMessage = "The name of the database.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>How long rows are kept, counted from their own time; left out or <c>None</c>, for ever.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, HelpMessage = "How long rows are kept, such as 30d; left out, for ever.")]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation]
    [AllowNull]
    [AllowEmptyString]
    public string? RetentionPeriod { get; set; }

    /// <summary>Leave a database of that name as it is when its retention period agrees, instead of failing.</summary>
    [Parameter(HelpMessage = "Leave a database of that name as it is when its retention period agrees.")]
    public SwitchParameter Force { get; set; }

    /// <summary>
    /// The connection, its name or a connection string; left out, the connection named <c>default</c>, else what the <c>INFLUX_*</c> variables say.
    /// </summary>
    [Parameter(HelpMessage = "A connection, the name of a registered one, or a connection string.")]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    [ValidateNotNull]
    public ConnectionReference? Connection { get; set; }

    private protected override bool AreInputsIndependent => true;

    private protected override void Begin()
    {
        if (MyInvocation.BoundParameters.ContainsKey(nameof(RetentionPeriod)))
        {
            _ = Core.Catalog.RetentionPeriod.Parse(RetentionPeriod);
        }
    }

    private protected override void Process()
    {
        // A column of a list of databases that is empty keeps for ever, as null does; what is typed says so.
        TimeSpan? period = string.IsNullOrWhiteSpace(RetentionPeriod) ? null : Core.Catalog.RetentionPeriod.Parse(RetentionPeriod);
        InfluxConnection connection = _connection.Resolve(Connection);
        if (!ShouldProcess($"{Name} on {connection.Uri}", $"Create database, keeping rows {Core.Catalog.RetentionPeriod.Describe(period)}"))
        {
            return;
        }

        InfluxClient client = _connection.Client;
        string name = Name;
        try
        {
            bool periodGiven = MyInvocation.BoundParameters.ContainsKey(nameof(RetentionPeriod));
            WriteObject(Force
                ? WaitFor(token => client.Databases.EnsureAsync(name, period, periodGiven, token))
                : WaitFor(token => client.Databases.CreateAsync(name, period, token)));
        }
        catch (InfluxException failure) when (failure.Id == InfluxErrorId.DatabaseExists)
        {
            // About this one only: others from the pipeline can still be created.
            WriteError(ErrorRecords.From(failure));
        }
    }

    private protected override void Close() => _connection.Dispose();
}
