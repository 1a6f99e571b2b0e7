namespace InfluxDownsample.Core.Write;

/// <summary>What became of the points so far. Every point received is in exactly one of written, skipped, rejected and failed once the writer has ended.</summary>
public sealed class WriteReport
{
    /// <summary>Points given to the writer.</summary>
    public long PointsReceived { get; internal set; }

    /// <summary>Points the server has confirmed.</summary>
    public long PointsWritten { get; internal set; }

    /// <summary>Points without a field, which nothing is to be written for.</summary>
    public long PointsSkipped => PointsWithoutField + PointsNonFinite;

    /// <summary>Points that could not become a line, and lines the server refused.</summary>
    public long PointsRejected { get; internal set; }

    /// <summary>Points whose request failed for good or was not sent because the command ended first.</summary>
    public long PointsFailed { get; internal set; }

    /// <summary>Skipped points all of whose fields are null.</summary>
    public long PointsWithoutField { get; internal set; }

    /// <summary>Skipped points whose fields are NaN, infinite or null.</summary>
    public long PointsNonFinite { get; internal set; }

    /// <summary>Values left out because they are NaN or infinite, in skipped and in written points.</summary>
    public long NonFiniteValues { get; internal set; }

    /// <summary>Bytes of confirmed line protocol, unpacked.</summary>
    public long Bytes { get; internal set; }

    /// <summary>Requests sent, repetitions included.</summary>
    public long Requests { get; internal set; }

    /// <summary>Repetitions among the requests.</summary>
    public long Retries { get; internal set; }

    /// <summary>The earliest time written, nanoseconds since 1970-01-01 UTC; null when nothing was.</summary>
    public long? FirstTime { get; internal set; }

    /// <summary>The latest time written, nanoseconds since 1970-01-01 UTC; null when nothing was.</summary>
    public long? LastTime { get; internal set; }
}
