using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>A run of a job as the target database recorded it. Times are nanoseconds since 1970-01-01 UTC, by the server's clock.</summary>
public sealed record DownsampleRun
{
    /// <summary>The measurement read.</summary>
    public required string Measurement { get; init; }

    /// <summary>The database read from.</summary>
    public required string SourceDatabase { get; init; }

    /// <summary>The database written to, which recorded the run.</summary>
    public required string TargetDatabase { get; init; }

    /// <summary>The measurement written.</summary>
    public required string Target { get; init; }

    /// <summary>The interval.</summary>
    public required string Every { get; init; }

    /// <summary>When it began.</summary>
    public required long Started { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public long? Ended { get; init; }

    /// <summary>Who ran it.</summary>
    public required string Owner { get; init; }

    /// <summary>
    /// <c>Completed</c>, <c>Failed</c>, <c>Stopped</c> (by hand), <c>Refused</c> (a check failed, or another run had the table), <c>NothingToDo</c> (another
    /// run had just done it), or <c>Running</c> or <c>Lost</c> without an end.
    /// </summary>
    public required string Status { get; init; }

    /// <summary>The id and the message of the error that ended it; null when none did.</summary>
    public string? Error { get; init; }

    /// <summary>The id of that error; null when none ended it, or one without an id.</summary>
    public string? ErrorId
        => Error?.IndexOf(": ", StringComparison.Ordinal) is { } end and > 0 ? Array.Find(Enum.GetNames<InfluxErrorId>(), name => name == Error[..end]) : null;

    /// <summary>The start of the first window planned; null when none was.</summary>
    public long? From { get; init; }

    /// <summary>The end of the last window planned; null when none was.</summary>
    public long? To { get; init; }

    /// <summary>Points confirmed; null while it has not ended.</summary>
    public long? PointsWritten { get; init; }

    /// <summary>What the run made of its target; null when that is not recorded.</summary>
    internal TableDefinition? Definition { get; init; }
}
