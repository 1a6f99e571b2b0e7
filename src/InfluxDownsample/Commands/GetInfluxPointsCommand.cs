using System.Collections;
using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.Completion;
using InfluxDownsample.Connections;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Ranges;
using InfluxDownsample.Downsampling;
using InfluxDownsample.Errors;
using InfluxDownsample.Pipeline;
using InfluxDownsample.Points;
using InfluxDownsample.Transformation;

namespace InfluxDownsample.Commands;

/// <summary>
/// Hands on the points of a measurement in order of time as they arrive, over any range: it is read in pieces, so that no limit of a single query matters.
/// </summary>
[Cmdlet(VerbsCommon.Get, "InfluxPoints")]
[OutputType(typeof(InfluxPoint), typeof(InfluxBatch))]
public sealed class GetInfluxPointsCommand : InfluxCommand
{
    private readonly UsedConnection _connection = new();
    private readonly long _now = UnixNanoseconds.FromDateTime(DateTime.UtcNow);

    /// <summary>The measurement.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, HelpMessage = "The measurement.")]
    [ArgumentCompleter(typeof(MeasurementNameCompleter))]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    public string Measurement { get; set; } = "";

    /// <summary>The first instant that counts; left out, the first row's.</summary>
    [Parameter(HelpMessage = "The first instant that counts.")]
    [ArgumentCompleter(typeof(TimeCompleter))]
    [TimeTransformation]
    [ValidateNotNullOrEmpty]
    public string? Start { get; set; }

    /// <summary>The first instant that no longer counts; left out, the one after the last row's.</summary>
    [Parameter(HelpMessage = "The first instant that no longer counts.")]
    [ArgumentCompleter(typeof(TimeCompleter))]
    [TimeTransformation]
    [ValidateNotNullOrEmpty]
    public string? Stop { get; set; }

    /// <summary>The fields, wildcards allowed; left out, all. The tags always come with them.</summary>
    [Parameter(HelpMessage = "The fields, wildcards allowed.")]
    [ArgumentCompleter(typeof(ColumnNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Field { get; set; }

    /// <summary>Values by tag or field; only rows that have one of them come. <c>$null</c> means rows without.</summary>
    [Parameter(HelpMessage = "Values by tag or field; only rows that have one of them come.")]
    [ArgumentCompleter(typeof(FilterCompleter))]
    [ValidateNotNull]
    public IDictionary? Where { get; set; }

    /// <summary>The newest points first.</summary>
    [Parameter(HelpMessage = "The newest points first.")]
    public SwitchParameter Descending { get; set; }

    /// <summary>How many points at most.</summary>
    [Parameter(HelpMessage = "How many points at most.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateRange(1, int.MaxValue)]
    public int? First { get; set; }

    /// <summary>The longest range of one query; left out, it grows as long as the server answers.</summary>
    [Parameter(HelpMessage = "The longest range of one query.")]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation]
    [ValidateNotNullOrEmpty]
    public string? ChunkSize { get; set; }

    /// <summary>Hand on whole batches instead of points: the fast way when they are only passed along.</summary>
    [Parameter(HelpMessage = "Hand on whole batches instead of points.")]
    public SwitchParameter AsBatch { get; set; }

    /// <summary>The limit for each query in seconds; left out, the connection's, else none.</summary>
    [Parameter(HelpMessage = "The limit for each query in seconds.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateRange(1, int.MaxValue)]
    public int? TimeoutSec { get; set; }

    /// <summary>
    /// The connection, its name or a connection string; left out, the connection named <c>default</c>, else what the <c>INFLUX_*</c> variables say.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "A connection, the name of a registered one, or a connection string.")]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    [ValidateNotNull]
    public ConnectionReference? Connection { get; set; }

    /// <summary>The database; left out, the connection's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The database instead of the connection's.")]
    [ArgumentCompleter(typeof(DatabaseNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    private protected override bool AreInputsIndependent => true;

    private protected override void Process()
    {
        (long? start, long? stop) = ReadRange();
        long? chunkSize = ReadChunkSize();
        IReadOnlyList<ColumnFilter> filters = SelectionParameters.ReadFilters(Where);
        _connection.Resolve(Connection);
        string database = _connection.Database(Database);
        TimeSpan? timeout = TimeoutSec is { } seconds ? TimeSpan.FromSeconds(seconds) : _connection.Client.Settings.Timeout;
        string name = Measurement;
        PointRange range = new()
        {
            Measurement = Find(database, name, timeout),
            Start = start,
            Stop = stop,
            Fields = SelectionParameters.ReadNames(Field),
            Filters = filters,
            IsDescending = Descending,
            First = First,
            ChunkSize = chunkSize,
        };
        ProgressBar bar = Bar($"Reading {name}");
        RunToEnd((sink, token) => ReadAsync(range, timeout, bar, sink, token), AsBatch ? null : WriteRows);
    }

    private protected override void Close() => _connection.Dispose();

    private InfluxMeasurement Find(string database, string name, TimeSpan? timeout)
    {
        try
        {
            return WaitFor(token => _connection.Client.Measurements.GetAsync(database, name, timeout, token));
        }
        catch (InfluxException missing)
            when (missing.Id == InfluxErrorId.MeasurementNotFound && ErrorRecords.WildcardAdvice(name, "Get-InfluxMeasurement") is { } advice)
        {
            throw new InfluxException(missing.Id, missing.Message, missing) { Target = name, Advice = advice };
        }
    }

    private async Task ReadAsync(PointRange range, TimeSpan? timeout, ProgressBar bar, IPipelineSink sink, CancellationToken cancellationToken)
    {
        long count = 0;
        long? begun = null;
        long reached = 0;
        await using var progress = new WorkProgress(sink, bar, State);
        PointRangeReader reader = new(_connection.Client, timeout) { Verbose = sink.VerboseAsync };
        await foreach (PointBatch rows in reader.ReadAsync(range, cancellationToken))
        {
            begun ??= rows.GetNanoseconds(0, 0);
            Interlocked.Exchange(ref reached, rows.GetNanoseconds(rows.RowCount - 1, 0));
            Interlocked.Add(ref count, rows.RowCount);
            await sink.OutputAsync(new InfluxBatch(rows));
        }

        (string, double?) State(ProgressBar shown)
        {
            long known = Interlocked.Read(ref count);
            long at = Interlocked.Read(ref reached);
            string points = shown.Rate(known, "point", "looking for the first point");
            return known == 0 ? (points, null) : ($"{points}, at {TimeText.Format(at)[..10]}", PartOf(range, known, begun!.Value, at));
        }
    }

    // Of the points, where it is said how many; else of the time, as far as its end is known.
    private double? PartOf(PointRange range, long count, long begun, long reached)
    {
        long? end = range.IsDescending ? range.Start : range.Stop ?? _now;
        return range.First is { } first ? (double)count / first
            : end is { } known && known != begun ? Math.Clamp((reached - (double)begun) / (known - (double)begun), 0, 1)
            : null;
    }

    private (long? Start, long? Stop) ReadRange()
    {
        long? start = Time(Start, nameof(Start));
        long? stop = Time(Stop, nameof(Stop));
        return start is null || stop is null || start < stop ? (start, stop)
            : throw new InfluxException(
                InfluxErrorId.InvalidParameter, $"-Start {TimeText.Format(start.Value)} is not before -Stop {TimeText.Format(stop.Value)}.")
            {
                Target = Start,
            };
    }

    private long? Time(string? text, string parameter) => text is null ? null : TimeExpression.Parse(text, _now, timeZone: null, parameter);

    private long? ReadChunkSize()
    {
        if (ChunkSize is null)
        {
            return null;
        }

        long length = InfluxDuration.Parse(ChunkSize, nameof(ChunkSize)).ShortestNanoseconds;
        return length > 0 ? length : throw new InfluxException(InfluxErrorId.InvalidParameter,
            string.Create(CultureInfo.InvariantCulture, $"-ChunkSize is '{ChunkSize}', and must be longer than zero.")) { Target = ChunkSize };
    }
}
