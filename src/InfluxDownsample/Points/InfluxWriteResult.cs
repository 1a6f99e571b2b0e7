using System.Management.Automation;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Write;
using InfluxDownsample.Results;

namespace InfluxDownsample.Points;

/// <summary>What a write came to.</summary>
public sealed class InfluxWriteResult
{
    internal InfluxWriteResult(WriteReport report, string database, string? measurement, TimeSpan duration)
    {
        Database = database;
        Measurement = measurement;
        Duration = ElapsedTime.Of(duration);
        PointsReceived = report.PointsReceived;
        PointsWritten = report.PointsWritten;
        PointsSkipped = report.PointsSkipped;
        PointsRejected = report.PointsRejected;
        PointsFailed = report.PointsFailed;
        PointsRepeated = report.PointsRepeated;
        NonFiniteValues = report.NonFiniteValues;
        Bytes = report.Bytes;
        Requests = report.Requests;
        Retries = report.Retries;
        RetryWait = ElapsedTime.Of(report.RetryWait);
        FirstTime = report.FirstTime is { } first ? UnixNanoseconds.ToDateTime(first) : null;
        LastTime = report.LastTime is { } last ? UnixNanoseconds.ToDateTime(last) : null;
        if (report.PointsWithoutField > 0)
        {
            SkipReasons["NoFields"] = report.PointsWithoutField;
        }

        if (report.PointsNonFinite > 0)
        {
            SkipReasons["NonFinite"] = report.PointsNonFinite;
        }
    }

    /// <summary>The file that was imported; null for points from the pipeline.</summary>
    public string? Path { get; internal init; }

    /// <summary>The database.</summary>
    public string Database { get; }

    /// <summary>The table; null when the rows named their own, or for a file.</summary>
    public string? Measurement { get; }

    /// <summary>Points that came in.</summary>
    public long PointsReceived { get; }

    /// <summary>Points the server has confirmed.</summary>
    public long PointsWritten { get; }

    /// <summary>Points that had no field to write.</summary>
    public long PointsSkipped { get; }

    /// <summary>Points that could not become lines or that the server refused.</summary>
    public long PointsRejected { get; }

    /// <summary>Points whose request failed.</summary>
    public long PointsFailed { get; }

    /// <summary>
    /// Points that have the series and time of an earlier one of the call; InfluxDB keeps one of each. Exact where the points of each series come in the order
    /// of their times.
    /// </summary>
    public long PointsRepeated { get; }

    /// <summary>Skipped points by reason: <c>NoFields</c> (all null), <c>NonFinite</c> (only NaN or infinities).</summary>
    public ReasonCounts SkipReasons { get; } = [];

    /// <summary>Single values that were left out because they are NaN or infinite.</summary>
    public long NonFiniteValues { get; }

    /// <summary>Bytes of line protocol confirmed, before packing.</summary>
    public long Bytes { get; }

    /// <summary>Requests sent, repetitions included.</summary>
    public long Requests { get; }

    /// <summary>Requests that were repeated.</summary>
    public long Retries { get; }

    /// <summary>The time spent waiting before repetitions.</summary>
    public PSObject RetryWait { get; }

    /// <summary>The earliest time written (UTC), or null.</summary>
    public DateTime? FirstTime { get; }

    /// <summary>The latest time written (UTC), or null.</summary>
    public DateTime? LastTime { get; }

    /// <summary>How long it took, in ISO 8601, with <c>TotalSeconds</c> and the like beside it.</summary>
    public PSObject Duration { get; }
}
