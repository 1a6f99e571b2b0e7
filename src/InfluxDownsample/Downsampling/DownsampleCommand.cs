using System.Collections;
using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.Completion;
using InfluxDownsample.Connections;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Write;
using InfluxDownsample.Errors;
using InfluxDownsample.Pipeline;
using InfluxDownsample.Transformation;

namespace InfluxDownsample.Downsampling;

/// <summary>A cmdlet that works on downsampling jobs: the parameters that say what is read, what becomes of it and where it goes. Each may come from a property of a pipeline object.</summary>
public abstract class DownsampleCommand : InfluxCommand
{
    private protected const string Typed = "Measurement";

    // All that may come from a list is optional here, so that a job that lacks something gets a result that says so, and not an error of the engine.
    private const string Listed = "InputObject";

    // In nanoseconds: an hour.
    private const long MaxSettleTime = 3_600_000_000_000;

    // Bound on the command line and not from the pipeline.
    private readonly HashSet<string> _typed = new(StringComparer.OrdinalIgnoreCase);

    private protected DownsampleCommand()
    {
    }

    /// <summary>The raw measurements, wildcards allowed; one job for each.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = Typed, HelpMessage = "The measurements to downsample, wildcards allowed.")]
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = Listed, HelpMessage = "The measurements to downsample, wildcards allowed.")]
    [ArgumentCompleter(typeof(MeasurementNameCompleter))]
    [Alias("Name")]
    [SupportsWildcards]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[] Measurement { get; set; } = [];

    /// <summary>The length of a window: <c>30s</c>, <c>15m</c>, <c>1h</c>, <c>1d</c>, <c>1w</c>, <c>1mo</c>, <c>1q</c>, <c>1y</c> or a <see cref="TimeSpan"/>.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Typed, HelpMessage = "The length of a window, such as 1h.")]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = Listed, HelpMessage = "The length of a window, such as 1h.")]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation]
    [AllowEmptyString]
    public string Every { get; set; } = "";

    /// <summary>A job: an object whose properties, or a hashtable whose keys, are named like parameters, as CSV, JSON and psd1 files hold them.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = Listed, HelpMessage = "A job as an object or a hashtable whose properties or keys are named like parameters.")]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    /// <summary>The connection to read from; left out, the connection named <c>default</c>, else what the <c>INFLUX_*</c> variables say.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The connection to read from.")]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    [EmptyTextTransformation]
    public ConnectionReference? Source { get; set; }

    /// <summary>The connection to write to; left out, the one to read from.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The connection to write to.")]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    [EmptyTextTransformation]
    public ConnectionReference? Target { get; set; }

    /// <summary>The database to read from instead of the connection's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The database to read from instead of the connection's.")]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    [Alias("Database")]
    [AllowEmptyString]
    public string? SourceDatabase { get; set; }

    /// <summary>The database to write to instead of the connection's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The database to write to instead of the connection's.")]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    [AllowEmptyString]
    public string? TargetDatabase { get; set; }

    /// <summary>The measurement to write to; <c>{measurement}</c> and <c>{every}</c> stand for the source's name and the interval.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The measurement to write to, such as '{measurement}_{every}'.")]
    [ArgumentCompleter(typeof(TargetMeasurementCompleter))]
    [AllowEmptyString]
    public string? TargetMeasurement { get; set; }

    /// <summary>The start of the range; left out, the target's last window and what follows, else the source's first row.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The start of the range.")]
    [ArgumentCompleter(typeof(TimeCompleter))]
    [TimeTransformation]
    [AllowEmptyString]
    public string? Start { get; set; }

    /// <summary>The end of the range; left out, now.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The end of the range.")]
    [ArgumentCompleter(typeof(TimeCompleter))]
    [TimeTransformation]
    [AllowEmptyString]
    public string? Stop { get; set; }

    /// <summary>Functions for all fields, or a hashtable of functions by field; left out, the mean of numbers and the last of text and booleans.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Functions, or functions by field.")]
    [ArgumentCompleter(typeof(AggregateFunctionCompleter))]
    [EmptyTextTransformation]
    public object? Aggregate { get; set; }

    /// <summary>The fields, wildcards allowed; left out, all.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The fields, wildcards allowed.")]
    [ArgumentCompleter(typeof(ColumnNameCompleter))]
    [SupportsWildcards]
    [EmptyTextTransformation]
    public string[]? Field { get; set; }

    /// <summary>The tags that tell series apart; left out, all; an empty list aggregates over all series.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The tags that tell series apart.")]
    [ArgumentCompleter(typeof(ColumnNameCompleter))]
    [AllowEmptyCollection]
    [EmptyTextTransformation]
    public string[]? Tag { get; set; }

    /// <summary>Values by tag or field; only rows that have one of them count.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Values by tag or field; only rows that have one of them count.")]
    [EmptyTextTransformation]
    public object? Where { get; set; }

    /// <summary>The names of the target's fields, from <c>{field}</c> and <c>{function}</c>; left out, the field's name, or <c>{field}_{function}</c> where it has several functions.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The names of the target's fields, such as '{field}_{function}'.")]
    [ArgumentCompleter(typeof(NameTemplateCompleter))]
    [AllowEmptyString]
    public string? NameTemplate { get; set; }

    /// <summary>Types of the target's fields by name: float, integer, unsigned or string. A float becomes an integer by rounding to the nearest, ties to even.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Types of the target's fields by name, such as @{ co2 = 'integer' }.")]
    [EmptyTextTransformation]
    public object? FieldType { get; set; }

    /// <summary>The time zone whose wall clock windows follow; left out, UTC.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The time zone whose wall clock windows follow.")]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    [AllowEmptyString]
    public string? TimeZone { get; set; }

    /// <summary>An instant at which a window begins.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "An instant at which a window begins.")]
    [ArgumentCompleter(typeof(TimeCompleter))]
    [TimeTransformation]
    [AllowEmptyString]
    public string? Origin { get; set; }

    /// <summary>Which end of a window is the time of its point.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "Which end of a window is the time of its point: Start or End.")]
    [EmptyTextTransformation]
    public WindowStamp? Stamp { get; set; }

    /// <summary>How long after its end a window still waits for late rows.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "How long after its end a window still waits for late rows.")]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation]
    [AllowEmptyString]
    public string? Delay { get; set; }

    /// <summary>How long after it was read a window's raw rows are counted again; it is written only when they are as many. <c>0</c> leaves it out.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "How long after it was read a window's rows are counted again before it is written; 0s leaves it out.")]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation]
    [AllowEmptyString]
    public string? SettleTime { get; set; }

    /// <summary>The fewest raw rows that make a point.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The fewest raw rows that make a point.")]
    [EmptyTextTransformation]
    public long? MinimumSamples { get; set; }

    /// <summary>The longest range of one query; left out, a day, or one window where that is longer.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The longest range of one query.")]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation]
    [AllowEmptyString]
    public string? ChunkSize { get; set; }

    /// <summary>How many chunks are queried at once; results are written in order.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "How many chunks are queried at once.")]
    [EmptyTextTransformation]
    public int? ThrottleLimit { get; set; }

    /// <summary>What time it is; left out, the machine's time.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "What time it is, for tests and for repeating a run.")]
    [ArgumentCompleter(typeof(TimeCompleter))]
    [TimeTransformation]
    [AllowEmptyString]
    public string? Now { get; set; }

    /// <summary>The limit for each request in seconds; left out, the connection's, else none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The limit for each request in seconds.")]
    [EmptyTextTransformation]
    public int? TimeoutSec { get; set; }

    private protected sealed override void Begin() => _typed.UnionWith(MyInvocation.BoundParameters.Keys);

    private protected sealed override void Process()
    {
        string[] measurement = Measurement;
        try
        {
            // A text in the pipeline is a measurement's name.
            Measurement = InputObject?.BaseObject is string name && !ConnectionReference.MayHoldToken(name) ? [name] : measurement;
            RunJobs();
        }
        finally
        {
            Measurement = measurement;
        }
    }

    private void RunJobs()
    {
        using UsedConnection source = new();
        using UsedConnection target = new();
        IReadOnlyList<DownsampleJob> jobs = [];
        try
        {
            if (InputObject is not null && (InputObject.BaseObject is IDictionary || _typed.Contains(nameof(InputObject))))
            {
                new GivenJobs(this, _typed).Run(InputObject);
                return;
            }

            CheckInput();
            jobs = ReadJobs(source, target);
        }
        catch (InfluxException failure) when (MyInvocation.ExpectingInput)
        {
            // One bad job of a list: the others run.
            string? database = Target is null ? Text(TargetDatabase) ?? DatabaseOf(source, Source, SourceDatabase) : DatabaseOf(target, Target, TargetDatabase);
            string name = Text(TargetMeasurement) is { } template ? Downsampling.NameTemplate.TargetOf(template, MeasurementNames, Every) : MeasurementNames;
            Refuse(failure, database is null || name.Length == 0 ? name : $"{database}/{name}");
        }

        foreach (DownsampleJob job in jobs)
        {
            Run(job);
        }
    }

    private void CheckInput()
    {
        // Objects of other commands, such as Get-InfluxMeasurement, have properties of their own.
        if (InputObject is { BaseObject: PSCustomObject })
        {
            JobProperties.CheckNames(InputObject.Properties.Select(property => property.Name), MyInvocation.MyCommand);
            JobProperties.CheckValues(InputObject, MyInvocation.MyCommand, _typed, (EngineIntrinsics)SessionState.PSVariable.GetValue("ExecutionContext"));
        }

        string? missing = !Array.Exists(Measurement, name => !string.IsNullOrWhiteSpace(name)) ? nameof(Measurement) : string.IsNullOrWhiteSpace(Every) ? nameof(Every) : null;
        if (missing is not null)
        {
            // Never what it is: its connections may hold tokens.
            string job = InputObject is { BaseObject: { } other and not (PSCustomObject or string) } ? other.GetType().Name + " is no job: it" : "The job";
            throw new InfluxException(InfluxErrorId.InvalidParameter, $"{job} has no {missing}.") { Target = missing };
        }
    }

    /// <summary>Works on one job and writes its result.</summary>
    private protected abstract void Run(DownsampleJob job);

    /// <summary>Says that a job of a list cannot be run.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="target">Database and measurement it would have written.</param>
    private protected virtual void Refuse(InfluxException failure, string target)
        // Never the job itself: its connections may hold tokens.
        => WriteError(ErrorRecords.From(failure, Measurement.Length > 0 ? MeasurementNames : null));

    private protected string MeasurementNames => string.Join(',', Measurement);

    /// <summary>Adds what only one of the cmdlets has.</summary>
    private protected virtual DownsampleJob Complete(DownsampleJob job) => job;

    /// <summary>A number that must lie in a range; null stays null.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: it does not.</exception>
    private protected static long? InRange(long? number, long least, long most, string parameter)
        => number is null || (number >= least && number <= most) ? number
            : throw new InfluxException(InfluxErrorId.InvalidParameter, string.Create(CultureInfo.InvariantCulture, $"-{parameter} is {number}, and must be from {least} to {most}.")) { Target = parameter };

    private protected static InfluxDuration ReadDuration(string? text, string parameter) => string.IsNullOrEmpty(text) ? InfluxDuration.Zero : InfluxDuration.Parse(text, parameter);

    private IReadOnlyList<DownsampleJob> ReadJobs(UsedConnection source, UsedConnection target)
    {
        InfluxConnection from = source.Resolve(Source);
        InfluxConnection to = Target is null ? from : target.Resolve(Target);
        string sourceDatabase = source.Database(Text(SourceDatabase));
        string targetDatabase = Text(TargetDatabase) ?? (Target is null ? sourceDatabase : target.Database(null));
        InfluxDuration every = InfluxDuration.Parse(Every, nameof(Every));
        string template = Downsampling.NameTemplate.Check(Text(TargetMeasurement), nameof(TargetMeasurement), "measurement", "every") ?? "{measurement}";
        long clock = UnixNanoseconds.FromDateTime(DateTime.UtcNow);
        long now = Time(Now, clock, nameof(Now)) ?? clock;
        TimeSpan? timeout = InRange(TimeoutSec, 1, int.MaxValue, nameof(TimeoutSec)) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        DownsampleJob job = Complete(new DownsampleJob
        {
            Source = new MeasurementLocation(from.Client, sourceDatabase, ""),
            Target = new MeasurementLocation(to.Client, targetDatabase, ""),
            Every = every,
            Now = now,
            IsNowOfMachine = string.IsNullOrEmpty(Now),
            Start = Time(Start, now, nameof(Start)),
            Stop = Time(Stop, now, nameof(Stop)),
            Aggregates = SelectionParameters.ReadAggregates(Aggregate),
            Fields = SelectionParameters.ReadNames(Names(Field, nameof(Field))),
            Tags = Names(Tag, nameof(Tag)),
            Filters = SelectionParameters.ReadFilters(Where),
            NameTemplate = Downsampling.NameTemplate.Check(Text(NameTemplate), nameof(NameTemplate), "field", "function"),
            FieldTypes = SelectionParameters.ReadFieldTypes(FieldType),
            TimeZone = Text(TimeZone),
            Origin = Time(Origin, now, nameof(Origin)),
            Stamp = Stamp ?? WindowStamp.Start,
            Delay = ReadDuration(Delay, nameof(Delay)),
            SettleTime = ReadSettleTime(),
            MinimumSamples = InRange(MinimumSamples, 0, long.MaxValue, nameof(MinimumSamples)) ?? 0,
            ChunkSize = Text(ChunkSize) is { } size ? InfluxDuration.Parse(size, nameof(ChunkSize)) : null,
            ThrottleLimit = (int)(InRange(ThrottleLimit, 1, 64, nameof(ThrottleLimit)) ?? 1),
            Timeout = timeout ?? from.Client.Settings.Timeout,
            Write = new WriteOptions { Timeout = timeout },
        });
        job.Write.Validate();
        IReadOnlyList<NamePattern> measurements = SelectionParameters.ReadNames(Names(Measurement, nameof(Measurement)))!;
        IReadOnlyList<string> known = MeasurementJobs.NeedNames(measurements)
            ? WaitFor(token => job.Source.Client.Measurements.ReadNamesAsync(job.Source.Database, job.Timeout, token))
            : [];
        return new MeasurementJobs(job, template, every.ToString()).Make(measurements, known, WriteWarning);
    }

    private TimeSpan ReadSettleTime() => string.IsNullOrEmpty(SettleTime)
        ? TimeSpan.FromSeconds(2)
        : TimeSpan.FromTicks((InRange(ReadDuration(SettleTime, nameof(SettleTime)).ShortestNanoseconds, 0, MaxSettleTime, nameof(SettleTime)) ?? 0) / TimeSpan.NanosecondsPerTick);

    // As well as can be: the connection may be what is wrong.
    private static string? DatabaseOf(UsedConnection used, ConnectionReference? reference, string? asked)
    {
        try
        {
            used.Resolve(reference);
            return used.Database(Text(asked));
        }
        catch (InfluxException)
        {
            return Text(asked);
        }
    }

    // A cell of a CSV file holds several names in one text: 'temperature,humidity'.
    private string[]? Names(string[]? names, string parameter)
        => names is [{ } cell] && !_typed.Contains(parameter) ? cell.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : names;

    private long? Time(string? text, long now, string parameter) => string.IsNullOrEmpty(text) ? null : TimeExpression.Parse(text, now, Text(TimeZone), parameter);

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
