using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.Completion;
using InfluxDownsample.Connections;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Errors;
using InfluxDownsample.Pipeline;
using InfluxDownsample.Transformation;

namespace InfluxDownsample.Downsampling;

/// <summary>
/// A cmdlet that works on downsampling jobs: the parameters that say what is read, what becomes of it and where it goes. A list of jobs has them as columns.
/// </summary>
public abstract partial class DownsampleCommand : InfluxCommand
{
    private protected const string Typed = "Measurement";

    // All that may come from a list is optional here, so that a job that lacks something gets a result that says so, and not an error of the engine.
    private const string Listed = "InputObject";

    private Dictionary<string, object> _typed = [];
    private JobBinder? _binder;

    // Of the job in the list.
    private int _position;

    private protected DownsampleCommand()
    {
    }

    /// <summary>The raw measurements, wildcards allowed; one job for each.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = Typed, HelpMessage = "The measurements to downsample, wildcards allowed.")]
    [Parameter(Position = 0, ParameterSetName = Listed, HelpMessage = "The measurements to downsample, wildcards allowed.")]
    [ArgumentCompleter(typeof(MeasurementNameCompleter))]
    [Alias("Name")]
    [SupportsWildcards]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[] Measurement { get; set; } = [];

    /// <summary>
    /// The length of a window: <c>30s</c>, <c>15m</c>, <c>1h</c>, <c>1d</c>, <c>1w</c>, <c>1mo</c>, <c>1q</c>, <c>1y</c> or a <see cref="TimeSpan"/>.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = Typed, HelpMessage = "The length of a window, such as 1h.")]
    [Parameter(ParameterSetName = Listed, HelpMessage = "The length of a window, such as 1h.")]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation]
    [AllowEmptyString]
    public string Every { get; set; } = "";

    /// <summary>A job: an object whose properties, or a hashtable whose keys, are named like parameters, as CSV, JSON and psd1 files hold them.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = Listed,
        HelpMessage = "A job as an object or a hashtable whose properties or keys are named like parameters.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    /// <summary>The connection to read from; left out, the connection named <c>default</c>, else what the <c>INFLUX_*</c> variables say.</summary>
    [Parameter(HelpMessage = "The connection to read from.")]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    [EmptyTextTransformation]
    public ConnectionReference? Source { get; set; }

    /// <summary>The connection to write to; left out, the one to read from.</summary>
    [Parameter(HelpMessage = "The connection to write to.")]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    [EmptyTextTransformation]
    public ConnectionReference? Target { get; set; }

    /// <summary>The database to read from instead of the connection's.</summary>
    [Parameter(HelpMessage = "The database to read from instead of the connection's.")]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    [Alias("Database")]
    [AllowEmptyString]
    public string? SourceDatabase { get; set; }

    /// <summary>The database to write to instead of the connection's.</summary>
    [Parameter(HelpMessage = "The database to write to instead of the connection's.")]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    [AllowEmptyString]
    public string? TargetDatabase { get; set; }

    /// <summary>The measurement to write to; <c>{measurement}</c> and <c>{every}</c> stand for the source's name and the interval.</summary>
    [Parameter(HelpMessage = "The measurement to write to, such as '{measurement}_{every}'.")]
    [ArgumentCompleter(typeof(TargetMeasurementCompleter))]
    [AllowEmptyString]
    public string? TargetMeasurement { get; set; }

    /// <summary>The start of the range; left out, the target's last window and what follows, else the source's first row.</summary>
    [Parameter(HelpMessage = "The start of the range.")]
    [ArgumentCompleter(typeof(TimeCompleter))]
    [TimeTransformation]
    [AllowEmptyString]
    public string? Start { get; set; }

    /// <summary>The end of the range; left out, now.</summary>
    [Parameter(HelpMessage = "The end of the range.")]
    [ArgumentCompleter(typeof(TimeCompleter))]
    [TimeTransformation]
    [AllowEmptyString]
    public string? Stop { get; set; }

    /// <summary>Functions for all fields, or a hashtable of functions by field; left out, the mean of numbers and the last of text and booleans.</summary>
    [Parameter(HelpMessage = "Functions, or functions by field.")]
    [ArgumentCompleter(typeof(AggregateFunctionCompleter))]
    [EmptyTextTransformation]
    public object? Aggregate { get; set; }

    /// <summary>The fields, wildcards allowed; left out, all.</summary>
    [Parameter(HelpMessage = "The fields, wildcards allowed.")]
    [ArgumentCompleter(typeof(ColumnNameCompleter))]
    [SupportsWildcards]
    [EmptyTextTransformation]
    public string[]? Field { get; set; }

    /// <summary>The tags that tell series apart; left out, all; an empty list aggregates over all series.</summary>
    [Parameter(HelpMessage = "The tags that tell series apart.")]
    [ArgumentCompleter(typeof(ColumnNameCompleter))]
    [AllowEmptyCollection]
    [EmptyTextTransformation]
    public string[]? Tag { get; set; }

    /// <summary>Values by tag or field; only rows that have one of them count.</summary>
    [Parameter(HelpMessage = "Values by tag or field; only rows that have one of them count.")]
    [ArgumentCompleter(typeof(FilterCompleter))]
    [EmptyTextTransformation]
    public object? Where { get; set; }

    /// <summary>
    /// The names of the target's fields, from <c>{field}</c> and <c>{function}</c>; left out, the field's name, or <c>{field}_{function}</c> where it has
    /// several functions.
    /// </summary>
    [Parameter(HelpMessage = "The names of the target's fields, such as '{field}_{function}'.")]
    [ArgumentCompleter(typeof(NameTemplateCompleter))]
    [AllowEmptyString]
    public string? NameTemplate { get; set; }

    /// <summary>
    /// Types of the target's fields by name: float, integer, unsigned or string. A float becomes an integer by rounding to the nearest, ties to even.
    /// </summary>
    [Parameter(HelpMessage = "Types of the target's fields by name, such as @{ co2 = 'integer' }.")]
    [ArgumentCompleter(typeof(FieldTypeCompleter))]
    [EmptyTextTransformation]
    public object? FieldType { get; set; }

    /// <summary>The time zone whose wall clock windows follow; left out, UTC.</summary>
    [Parameter(HelpMessage = "The time zone whose wall clock windows follow.")]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    [AllowEmptyString]
    public string? TimeZone { get; set; }

    /// <summary>An instant at which a window begins.</summary>
    [Parameter(HelpMessage = "An instant at which a window begins.")]
    [ArgumentCompleter(typeof(TimeCompleter))]
    [TimeTransformation]
    [AllowEmptyString]
    public string? Origin { get; set; }

    /// <summary>Which end of a window is the time of its point.</summary>
    [Parameter(HelpMessage = "Which end of a window is the time of its point: Start or End.")]
    [EmptyTextTransformation]
    public WindowStamp? Stamp { get; set; }

    /// <summary>How long after its end a window still waits for late rows.</summary>
    [Parameter(HelpMessage = "How long after its end a window still waits for late rows.")]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation]
    [AllowEmptyString]
    public string? Delay { get; set; }

    /// <summary>How long after it was read a window's raw rows are counted again; it is written only when they are as many. <c>0</c> leaves it out.</summary>
    [Parameter(HelpMessage = "How long after it was read a window's rows are counted again before it is written; 0s leaves it out.")]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation]
    [AllowEmptyString]
    public string? SettleTime { get; set; }

    /// <summary>The fewest raw rows that make a point.</summary>
    [Parameter(HelpMessage = "The fewest raw rows that make a point.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [EmptyTextTransformation]
    public long? MinimumSamples { get; set; }

    /// <summary>The longest range of one query; left out, a day, or one window where that is longer.</summary>
    [Parameter(HelpMessage = "The longest range of one query.")]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation]
    [AllowEmptyString]
    public string? ChunkSize { get; set; }

    /// <summary>How many chunks are queried at once; results are written in order.</summary>
    [Parameter(HelpMessage = "How many chunks are queried at once.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [EmptyTextTransformation]
    public int? ThrottleLimit { get; set; }

    /// <summary>What time it is; left out, the machine's time.</summary>
    [Parameter(HelpMessage = "What time it is, for tests and for repeating a run.")]
    [ArgumentCompleter(typeof(TimeCompleter))]
    [TimeTransformation]
    [AllowEmptyString]
    public string? Now { get; set; }

    /// <summary>The limit for each request in seconds; left out, the connection's, else none.</summary>
    [Parameter(HelpMessage = "The limit for each request in seconds.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [EmptyTextTransformation]
    public int? TimeoutSec { get; set; }

    // Here, before the first object: only what the command line gave is bound.
    private protected sealed override void Begin()
    {
        _typed = new Dictionary<string, object>(MyInvocation.BoundParameters);
        _binder = new JobBinder(_typed, Engine);
        CheckCall();
    }

    private protected sealed override void Process()
    {
        if (ParameterSetName is Planned or PlannedLiterally)
        {
            RunPlans();
            return;
        }

        if (InputObject is null)
        {
            RunAll(_binder!.BindTyped());
            return;
        }

        foreach (PSObject job in InputItems.Of(InputObject))
        {
            _position++;
            if (job.BaseObject is InfluxDownsampleRun run && RunParameters.Nothing(run.Record, _typed.ContainsKey) is { } reason)
            {
                WriteWarning(reason);
                continue;
            }

            PastRun = job.BaseObject as InfluxDownsampleRun;
            RunAll(_binder!.Bind(job));
        }
    }

    /// <summary>The run of the history that the job is made from; null for any other job.</summary>
    private protected InfluxDownsampleRun? PastRun { get; private set; }

    /// <summary>Looks, before the first job, at what the call says of all jobs.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>.</exception>
    private protected virtual void CheckCall()
    {
    }

    /// <summary>Works on one job and writes its result.</summary>
    private protected abstract void Run(DownsampleJob job);

    /// <summary>Leaves out of a job what this cmdlet does not do.</summary>
    private protected virtual DownsampleJob Complete(DownsampleJob job) => job;

    /// <summary>Says that a job cannot be run while others can.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="source">Its measurements.</param>
    /// <param name="target">Database and measurement it would have written.</param>
    /// <param name="every">The length of a window, as it was given.</param>
    private protected virtual void Refuse(InfluxException failure, string source, string target, string every)
        // Never the job itself: its connections may hold tokens.
        => WriteError(ErrorRecords.From(failure, source.Length > 0 ? source : null, About(source, target)));

    /// <summary>Which job of a list it is; null for one that was typed, which is known.</summary>
    private protected string? About(DownsampleJob job)
        => About($"{job.Source.Database}/{job.Source.Measurement}", $"{job.Target.Database}/{job.Target.Measurement}");

    private string? About(string source, string target)
        => PlannedJob is { } planned ? planned.Name
            : InputObject is null ? null
            : string.Create(CultureInfo.InvariantCulture, $"Job {_position}{(source.Length > 0 ? $", {source} to {target}" : "")}");

    private EngineIntrinsics Engine => (EngineIntrinsics)SessionState.PSVariable.GetValue("ExecutionContext");

    private void RunAll(JobParameters given)
    {
        if (!given.Enabled)
        {
            WriteVerbose($"The job of '{given.MeasurementNames}' is left out: it is not enabled.");
            return;
        }

        using var reader = new JobReader(given);
        IReadOnlyList<DownsampleJob> jobs = [];
        List<(string Pattern, InfluxException Failure)> missing = [];
        try
        {
            jobs = given.Problem is null ? JobsOf(reader, (pattern, failure) => missing.Add((pattern, failure))) : throw given.Problem;
        }
        catch (InfluxException failure) when (InputObject is not null)
        {
            // One bad job of a list: the others run.
            Refuse(failure, given.MeasurementNames, reader.DescribeTarget(given.MeasurementNames), given.Every);
        }

        foreach ((string pattern, InfluxException failure) in missing)
        {
            Refuse(failure, pattern, reader.DescribeTarget(pattern), given.Every);
        }

        foreach (DownsampleJob job in jobs)
        {
            Run(job);
        }
    }

    private IReadOnlyList<DownsampleJob> JobsOf(JobReader reader, Action<string, InfluxException> addMissing)
    {
        DownsampleJob job = Complete(reader.Read());
        IReadOnlyList<NamePattern> measurements = reader.Measurements;
        IReadOnlyList<string> known = MeasurementJobs.NeedNames(measurements)
            ? WaitFor(token => job.Source.Client.Measurements.ReadNamesAsync(job.Source.Database, job.Timeout, token))
            : [];
        return new MeasurementJobs(job, reader.Template, job.Aggregation.Every.ToString()).Make(measurements, known, addMissing);
    }
}
