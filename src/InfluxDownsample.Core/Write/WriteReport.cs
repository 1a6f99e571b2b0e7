using InfluxDownsample.Core.LineProtocol;

namespace InfluxDownsample.Core.Write;

/// <summary>
/// What became of the points so far. Every point received is in exactly one of written, skipped, rejected and failed once the writer has ended.
/// </summary>
public sealed class WriteReport
{
    // Lanes count beside each other and beside the thread that adds.
    private readonly object _lock = new();

    /// <summary>Points given to the writer.</summary>
    public long PointsReceived { get; private set; }

    /// <summary>Points the server has confirmed.</summary>
    public long PointsWritten { get; private set; }

    /// <summary>Points without a field, which nothing is to be written for.</summary>
    public long PointsSkipped => PointsWithoutField + PointsNonFinite;

    /// <summary>Points that could not become a line, and lines the server refused.</summary>
    public long PointsRejected { get; private set; }

    /// <summary>Points whose request failed for good or was not sent because the command ended first.</summary>
    public long PointsFailed { get; private set; }

    /// <summary>Skipped points all of whose fields are null.</summary>
    public long PointsWithoutField { get; private set; }

    /// <summary>Skipped points whose fields are NaN, infinite or null.</summary>
    public long PointsNonFinite { get; private set; }

    /// <summary>
    /// Points that have the series and time of an earlier one of the same call, of which InfluxDB keeps one. Exact where the points of each series come in the
    /// order of their times, one way or the other; else some are not noticed.
    /// </summary>
    public long PointsRepeated { get; private set; }

    /// <summary>Values left out because they are NaN or infinite, in skipped and in written points.</summary>
    public long NonFiniteValues { get; private set; }

    /// <summary>Bytes of confirmed line protocol, unpacked.</summary>
    public long Bytes { get; private set; }

    /// <summary>Requests sent, repetitions included.</summary>
    public long Requests { get; private set; }

    /// <summary>Repetitions among the requests.</summary>
    public long Retries { get; private set; }

    /// <summary>The time spent waiting before repetitions.</summary>
    public TimeSpan RetryWait { get; private set; }

    /// <summary>The earliest time written, nanoseconds since 1970-01-01 UTC; null when nothing was.</summary>
    public long? FirstTime { get; private set; }

    /// <summary>The latest time written, nanoseconds since 1970-01-01 UTC; null when nothing was.</summary>
    public long? LastTime { get; private set; }

    // Rows are added one at a time, so only the count that others share needs the lock.
    internal void CountRow(LineOutcome outcome, long nonFiniteValues)
    {
        PointsReceived++;
        NonFiniteValues += nonFiniteValues;
        switch (outcome)
        {
            case LineOutcome.NoFields: PointsWithoutField++; break;
            case LineOutcome.NonFinite: PointsNonFinite++; break;
            case LineOutcome.Invalid: CountRejected(1); break;
        }
    }

    internal void CountRepeated() => PointsRepeated++;

    internal void CountWritten(LineSelection lines)
    {
        lock (_lock)
        {
            if (lines.Count == 0)
            {
                return;
            }

            (long first, long last) = (FirstTime ?? long.MaxValue, LastTime ?? long.MinValue);
            foreach (int line in lines.Lines)
            {
                long time = lines.Request.TimeOf(line);
                first = Math.Min(first, time);
                last = Math.Max(last, time);
            }

            (FirstTime, LastTime) = (first, last);
            PointsWritten += lines.Count;
            Bytes += lines.BytesCount;
        }
    }

    internal void CountRejected(int points)
    {
        lock (_lock)
        {
            PointsRejected += points;
        }
    }

    internal void CountFailed(int points)
    {
        lock (_lock)
        {
            PointsFailed += points;
        }
    }

    internal void CountRequest()
    {
        lock (_lock)
        {
            Requests++;
        }
    }

    internal void CountRetry(TimeSpan wait)
    {
        lock (_lock)
        {
            Retries++;
            RetryWait += wait;
        }
    }

    /// <summary>Every point has come to exactly one end; anything else is a fault of this code, not to be passed over.</summary>
    internal void RequireBalance()
    {
        long ended = PointsWritten + PointsSkipped + PointsRejected + PointsFailed;
        if (ended != PointsReceived)
        {
            throw new InvalidOperationException($"{PointsReceived} points were received, but the fates of {ended} are known.");
        }
    }
}
