using System.Collections;
using System.Management.Automation;
using InfluxDownsample.Completion;
using InfluxDownsample.Connections;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;
using InfluxDownsample.Downsampling;
using InfluxDownsample.Pipeline;
using InfluxDownsample.Transformation;

namespace InfluxDownsample.Commands;

/// <summary>
/// Makes the query that aggregates a measurement over windows. Tags and fields are found in the server's catalogue; names are quoted and
/// values bound, so that nothing an input holds can change the statement.
/// </summary>
[Cmdlet(VerbsCommon.New, "InfluxDownsampleQuery")]
[OutputType(typeof(InfluxQuery))]
public sealed class NewInfluxDownsampleQueryCommand : ConnectedCommand
{
    private readonly long _now = UnixNanoseconds.FromDateTime(DateTime.UtcNow);

    /// <summary>The measurement: its name, or what Get-InfluxMeasurement returned; then no server is asked.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, HelpMessage = "The measurement, by its name or as Get-InfluxMeasurement returns it.")]
    [ArgumentCompleter(typeof(MeasurementNameCompleter))]
    [ValidateNotNullOrEmpty]
    public object Measurement { get; set; } = "";

    /// <summary>
    /// The length of a window: <c>30s</c>, <c>15m</c>, <c>1h</c>, <c>1d</c>, <c>1w</c>, <c>1mo</c>, <c>1q</c>, <c>1y</c> or a <see cref="TimeSpan"/>.
    /// </summary>
    [Parameter(Mandatory = true, HelpMessage = "The length of a window, such as 1h.")]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation]
    [ValidateNotNullOrEmpty]
    public string Every { get; set; } = "";

    /// <summary>The first instant that counts; left out, there is no lower bound. A relative time goes back to the start of its window.</summary>
    [Parameter(HelpMessage = "The first instant that counts.")]
    [ArgumentCompleter(typeof(TimeCompleter))]
    [TimeTransformation]
    [ValidateNotNullOrEmpty]
    public string? Start { get; set; }

    /// <summary>The first instant that no longer counts; left out, there is no upper bound.</summary>
    [Parameter(HelpMessage = "The first instant that no longer counts.")]
    [ArgumentCompleter(typeof(TimeCompleter))]
    [TimeTransformation]
    [ValidateNotNullOrEmpty]
    public string? Stop { get; set; }

    /// <summary>
    /// Functions for all fields, or a hashtable of functions by field, wildcards allowed; left out, the mean of numbers and the last of everything else.
    /// </summary>
    [Parameter(HelpMessage = "Functions, or functions by field.")]
    [ArgumentCompleter(typeof(AggregateFunctionCompleter))]
    [ValidateNotNullOrEmpty]
    public object? Aggregate { get; set; }

    /// <summary>The fields, wildcards allowed; left out, all.</summary>
    [Parameter(HelpMessage = "The fields, wildcards allowed.")]
    [ArgumentCompleter(typeof(ColumnNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Field { get; set; }

    /// <summary>The tags that tell series apart; left out, all; an empty list aggregates over all series.</summary>
    [Parameter(HelpMessage = "The tags that tell series apart.")]
    [ArgumentCompleter(typeof(ColumnNameCompleter))]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public string[]? Tag { get; set; }

    /// <summary>Values by tag or field; only rows that have one of them count. <c>$null</c> means rows without.</summary>
    [Parameter(HelpMessage = "Values by tag or field; only rows that have one of them count.")]
    [ArgumentCompleter(typeof(FilterCompleter))]
    [ValidateNotNull]
    public IDictionary? Where { get; set; }

    /// <summary>What windows without values give. All but None need <see cref="Start"/>; <see cref="Stop"/> is then now if left out.</summary>
    [Parameter(HelpMessage = "What windows without values give.")]
    public WindowFill Fill { get; set; }

    /// <summary>The time zone whose wall clock windows follow; left out, UTC.</summary>
    [Parameter(HelpMessage = "The time zone whose wall clock windows follow.")]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    [ValidateNotNullOrEmpty]
    public string? TimeZone { get; set; }

    /// <summary>An instant at which a window begins.</summary>
    [Parameter(HelpMessage = "An instant at which a window begins.")]
    [ArgumentCompleter(typeof(TimeCompleter))]
    [TimeTransformation]
    [ValidateNotNullOrEmpty]
    public string? Origin { get; set; }

    /// <summary>The language of the query.</summary>
    [Parameter(HelpMessage = "The language of the query: Sql or InfluxQL.")]
    public QueryLanguage Language { get; set; } = QueryLanguage.Sql;

    private protected override bool AreInputsIndependent => true;

    private protected override void Process()
    {
        WindowAggregation aggregation = new()
        {
            Every = InfluxDuration.Parse(Every, nameof(Every)),
            TimeZone = TimeZone,
            Origin = Time(Origin, nameof(Origin)),
            Fields = SelectionParameters.ReadNames(Field),
            Aggregates = SelectionParameters.ReadAggregates(Aggregate),
            Tags = Tag,
            Filters = SelectionParameters.ReadFilters(Where),
        };
        WindowGrid grid = aggregation.Grid;
        long? start = ReadStart(grid);
        long? stop = Time(Stop, nameof(Stop)) ?? (Fill == WindowFill.None ? null : _now);
        DownsampleQueryBuilder.Check(aggregation, start, stop, Fill, Language);
        DownsampleQueryOptions options = new(aggregation, FindMeasurement())
        {
            Start = start,
            Stop = stop,
            Fill = Fill,
            Language = Language,
            ExactPercentiles = HasExactPercentiles(aggregation.Aggregates),
        };
        SayPartial(grid, start, nameof(Start));
        SayPartial(grid, Stop is null ? null : stop, nameof(Stop));
        SayTorn(grid, start, stop ?? _now);
        WriteObject(DownsampleQueryBuilder.Build(options).Query);
    }

    // One query bins by the wall clock, and so can't keep the two passes of an hour apart where an edge lies in it; a job asks for them one by one.
    private void SayTorn(WindowGrid grid, long? start, long stop)
    {
        if (grid.FindTornSetBack(start ?? (stop - (366 * InfluxDuration.NanosecondsPerDay)), stop) is { } time)
        {
            WriteWarning($"At {TimeText.Format(time)} the clocks of {grid.TimeZone} go back over the edge of a window, "
                + "and a query counts some rows of the repeated time in the window before. "
                + "Choose an -Origin on the hour, or use Invoke-InfluxDownsample, which keeps such windows apart.");
        }
    }

    // A relative end of the range moves with the clock, and only an explicit one can have been meant as an edge.
    private void SayPartial(WindowGrid grid, long? end, string parameter)
    {
        if (end is { } time && TimeExpression.TryParseAbsolute(parameter == nameof(Start) ? Start : Stop, out _) && grid.Floor(time) != time)
        {
            WriteWarning($"-{parameter} {TimeText.Format(time)} lies within the window from {TimeText.Format(grid.Floor(time))}, "
                + "of which only a part is computed.");
        }
    }

    // Back from a relative time to the edge: a first window that is cut off would be written as if it were whole.
    private long? ReadStart(WindowGrid grid)
        => Time(Start, nameof(Start)) is not { } start ? null : TimeExpression.TryParseAbsolute(Start, out _) ? start : grid.Floor(start);

    private long? Time(string? text, string parameter) => text is null ? null : TimeExpression.Parse(text, _now, TimeZone, parameter);

    // What Get-InfluxMeasurement returned does not tell its server: the estimate is known to all of them.
    private bool HasExactPercentiles(IReadOnlyList<AggregateRule>? aggregates)
        => AggregateFunction.HavePercentile(aggregates)
            && (Connection is not null || (Measurement is PSObject wrapped ? wrapped.BaseObject : Measurement) is string)
            && WaitFor(Client.HasExactPercentilesAsync);

    private InfluxMeasurement FindMeasurement()
    {
        switch (Measurement is PSObject wrapped ? wrapped.BaseObject : Measurement)
        {
            case InfluxMeasurement known:
                return known;
            case string { Length: > 0 } name:
                string database = UsedDatabase;
                MeasurementCatalog catalog = Client.Measurements;
                TimeSpan? timeout = Client.Settings.Timeout;
                return WaitFor(token => catalog.GetAsync(database, name, timeout, token));
            case var _ when CopiedMeasurement.Read(Measurement) is { } copy:
                return Find(copy);
            default:
                throw new InfluxException(InfluxErrorId.InvalidParameter,
                    $"-Measurement is neither a name nor what Get-InfluxMeasurement returns but '{Measurement}'.")
                {
                    Target = Measurement,
                };
        }
    }

    // Its columns have become text on the way, so its server is asked.
    private InfluxMeasurement Find(CopiedMeasurement copy)
    {
        using var remembered = new Connections.UsedConnection();
        InfluxClient client = remembered.Resolve(Connection ?? copy.Reference).Client;
        string database = Database ?? copy.Database ?? remembered.Database(null);
        return WaitFor(token => client.Measurements.GetAsync(database, copy.Name, client.Settings.Timeout, token));
    }
}
