using InfluxDownsample.Connections;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Downsampling;

/// <summary>A run of a job as the target database recorded it. Times are UTC, by the server's clock.</summary>
public sealed class InfluxDownsampleRun
{
    internal InfluxDownsampleRun(DownsampleRun run, InfluxConnection connection)
    {
        Record = run;
        Connection = connection;
        Measurement = run.Measurement;
        SourceDatabase = run.SourceDatabase;
        TargetDatabase = run.TargetDatabase;
        TargetMeasurement = run.Target;
        Every = run.Every;
        Started = UnixNanoseconds.ToDateTime(run.Started);
        Ended = Time(run.Ended);
        Owner = run.Owner;
        Status = run.Status;
        ErrorId = run.ErrorId;
        Error = run.Error;
        From = Time(run.From);
        To = Time(run.To);
        PointsWritten = run.PointsWritten;
    }

    /// <summary>What the target database holds of it.</summary>
    internal DownsampleRun Record { get; }

    /// <summary>The connection that the history was read with.</summary>
    internal InfluxConnection Connection { get; }

    /// <summary>The measurement read.</summary>
    public string Measurement { get; }

    /// <summary>The database read from.</summary>
    public string SourceDatabase { get; }

    /// <summary>The database written to, in which the run is recorded.</summary>
    public string TargetDatabase { get; }

    /// <summary>The measurement written.</summary>
    public string TargetMeasurement { get; }

    /// <summary>The length of a window.</summary>
    public string Every { get; }

    /// <summary>When the run began.</summary>
    public DateTime Started { get; }

    /// <summary>When it ended; null while it has not.</summary>
    public DateTime? Ended { get; }

    /// <summary>Who ran it: user, machine and process.</summary>
    public string Owner { get; }

    /// <summary>
    /// <c>Completed</c>, <c>Failed</c>, <c>Stopped</c> (by hand), <c>Refused</c> (a check failed, or another run had the table), <c>NothingToDo</c> (another
    /// run had just done it); without an end <c>Running</c> or, two minutes after its last sign of life, <c>Lost</c>.
    /// </summary>
    public string Status { get; }

    /// <summary>The error id of a run that failed or was refused; null for others.</summary>
    public string? ErrorId { get; }

    /// <summary>The error id and message of a run that failed or was refused; null for others.</summary>
    public string? Error { get; }

    /// <summary>The start of the first window planned; null when none was.</summary>
    public DateTime? From { get; }

    /// <summary>The end of the last window planned; null when none was.</summary>
    public DateTime? To { get; }

    /// <summary>Points confirmed; null while the run has not ended.</summary>
    public long? PointsWritten { get; }

    private static DateTime? Time(long? nanoseconds) => nanoseconds is { } time ? UnixNanoseconds.ToDateTime(time) : null;
}
