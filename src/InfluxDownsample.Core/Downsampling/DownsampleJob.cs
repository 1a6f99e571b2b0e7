using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Write;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>What is to be downsampled from where to where, and how.</summary>
public sealed record DownsampleJob
{
    /// <summary>The raw measurement.</summary>
    public required MeasurementLocation Source { get; init; }

    /// <summary>The downsampled measurement.</summary>
    public required MeasurementLocation Target { get; init; }

    /// <summary>What is computed.</summary>
    public required WindowAggregation Aggregation { get; init; }

    /// <summary>From where to where, and how.</summary>
    public required DownsampleRange Range { get; init; }

    /// <summary>Types that target columns are written as. A float becomes an integer by rounding to the nearest, ties to even.</summary>
    public IReadOnlyDictionary<string, PointType> FieldTypes { get; init; } = new Dictionary<string, PointType>();

    /// <summary>Which end of a window is the time of its point.</summary>
    public WindowStamp Stamp { get; init; }

    /// <summary>How long after the first read of a window its rows are counted again; only equal counts make it be written. Zero leaves it out.</summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What to do with windows that have other values now.</summary>
    public ChangePolicy OnChange { get; init; }

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

    internal WindowGrid Grid => Aggregation.Grid;

    /// <summary>Checks what can be checked without a server.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: a value or combination that can't be right.</exception>
    public void Validate()
    {
        _ = Grid;
        if (Range.Start >= Range.Stop)
        {
            throw Invalid($"-Start {TimeText.Format(Range.Start!.Value)} is not before -Stop {TimeText.Format(Range.Stop!.Value)}.", nameof(Range.Start));
        }

        if (Range.ChunkSize is { } size && size.ShortestNanoseconds < Aggregation.Every.ShortestNanoseconds)
        {
            throw Invalid($"-ChunkSize {size} is shorter than a window of {Aggregation.Every}: a window is computed with one query.", nameof(Range.ChunkSize));
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
