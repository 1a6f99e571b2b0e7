using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Write;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>What is to be downsampled from where to where, and how. Times are nanoseconds since 1970-01-01 UTC.</summary>
public sealed record DownsampleJob
{
    /// <summary>The raw measurement.</summary>
    public required MeasurementLocation Source { get; init; }

    /// <summary>The downsampled measurement.</summary>
    public required MeasurementLocation Target { get; init; }

    /// <summary>The length of a window.</summary>
    public required InfluxDuration Every { get; init; }

    /// <summary>What time it is.</summary>
    public required long Now { get; init; }

    /// <summary>Whether <see cref="Now"/> is what this machine's clock says. Then the server's counts where it is earlier: a window must not close before its rows are there.</summary>
    public bool IsNowOfMachine { get; init; }

    /// <summary>The start of the range; null goes on with what the target lacks, else begins with the source's first row.</summary>
    public long? Start { get; init; }

    /// <summary>The end of the range; null is now.</summary>
    public long? Stop { get; init; }

    /// <summary>The functions by field; null takes the mean of numbers and the last of text and booleans.</summary>
    public IReadOnlyList<AggregateRule>? Aggregates { get; init; }

    /// <summary>The fields; null takes all.</summary>
    public IReadOnlyList<NamePattern>? Fields { get; init; }

    /// <summary>The tags that tell series apart; null takes all.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Conditions on tags and fields; all of them hold.</summary>
    public IReadOnlyList<ColumnFilter> Filters { get; init; } = [];

    /// <summary>The names of field columns, from <c>{field}</c> and <c>{function}</c>; null chooses.</summary>
    public string? NameTemplate { get; init; }

    /// <summary>Types that target columns are written as. A float becomes an integer by rounding to the nearest, ties to even.</summary>
    public IReadOnlyDictionary<string, PointType> FieldTypes { get; init; } = new Dictionary<string, PointType>();

    /// <summary>The zone whose wall clock windows follow; null is UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>An instant at which a window begins; null takes the usual ones.</summary>
    public long? Origin { get; init; }

    /// <summary>Which end of a window is the time of its point.</summary>
    public WindowStamp Stamp { get; init; }

    /// <summary>How long after its end a window still waits for late rows.</summary>
    public InfluxDuration Delay { get; init; }

    /// <summary>How long after the first read of a window its rows are counted again; only equal counts make it be written. Zero leaves it out.</summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How far back from the watermark windows are computed again and compared.</summary>
    public InfluxDuration Lookback { get; init; }

    /// <summary>What to do with windows that have other values now.</summary>
    public ChangePolicy OnChange { get; init; }

    /// <summary>Whether windows that are not whole are computed as well.</summary>
    public bool IncludePartial { get; init; }

    /// <summary>The fewest raw rows that make a point; 0 and 1 take any. Of an earlier tier its counts tell.</summary>
    public long MinimumSamples { get; init; }

    /// <summary>The longest chunk; null chooses.</summary>
    public InfluxDuration? ChunkSize { get; init; }

    /// <summary>Whether the newest windows are worked on first.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>How many chunks are queried at once; results are written in order.</summary>
    public int ThrottleLimit { get; init; } = 1;

    /// <summary>What to do with NaN and infinities.</summary>
    public NonFiniteValues NonFinite { get; init; } = NonFiniteValues.Skip;

    /// <summary>Whether written windows are read back and compared.</summary>
    public bool Verify { get; init; }

    /// <summary>Whether the run neither takes nor minds a lock.</summary>
    public bool NoLock { get; init; }

    /// <summary>Whether a mean of means is allowed, and points of another kind than the target's.</summary>
    public bool Force { get; init; }

    /// <summary>The limit for each query; null takes the connection's.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How requests are sized, repeated and delayed.</summary>
    public WriteOptions Write { get; init; } = new();

    internal WindowGrid Grid => new(Every, TimeZone, Origin);

    /// <summary>Checks what can be checked without a server.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: a value or combination that can't be right.</exception>
    public void Validate()
    {
        _ = Grid;
        if (Start >= Stop)
        {
            throw Invalid($"-Start {TimeText.Format(Start!.Value)} is not before -Stop {TimeText.Format(Stop!.Value)}.", nameof(Start));
        }

        if (ChunkSize is { } size && size.ShortestNanoseconds < Every.ShortestNanoseconds)
        {
            throw Invalid($"-ChunkSize {size} is shorter than a window of {Every}: a window is computed with one query.", nameof(ChunkSize));
        }

        if (ThrottleLimit is < 1 or > 64)
        {
            throw Invalid("-ThrottleLimit must be from 1 to 64.", nameof(ThrottleLimit));
        }

        if (Target.Measurement == LedgerLines.Measurement)
        {
            throw Invalid($"'{Target.Measurement}' is where the runs of jobs are remembered; it cannot be a target.", Target.Measurement);
        }
    }

    /// <summary>How often and how long requests of the job are repeated.</summary>
    internal RetryPolicy Retry => new() { MaxRetry = Write.MaxRetry, Delay = Write.RetryDelay, MaxDelay = Write.MaxRetryDelay, Budget = Write.RetryBudget };

    /// <summary>The same job with clients whose queries are as patient as its writes.</summary>
    internal DownsampleJob WithRetryingQueries()
    {
        InfluxClient source = Source.Client.Retrying(Retry);
        InfluxClient target = ReferenceEquals(Source.Client, Target.Client) ? source : Target.Client.Retrying(Retry);
        return this with { Source = Source with { Client = source }, Target = Target with { Client = target } };
    }

    private static InfluxException Invalid(string message, string target) => new(InfluxErrorId.InvalidParameter, message) { Target = target };
}
