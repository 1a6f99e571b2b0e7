using System.Management.Automation;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Results;
using InfluxDownsample.Results;

namespace InfluxDownsample.Downsampling;

/// <summary>What one job of Invoke-InfluxDownsample came to. Windows are counted once, over all series.</summary>
public sealed class InfluxDownsampleResult
{
    // A job that could not even be read.
    internal InfluxDownsampleResult(string source, string target, string every, Exception failure)
    {
        Source = source;
        Target = target;
        Every = every;
        SkipReasons = new ReasonCounts();
        Skipped = new([]);
        Changes = new([]);
        Plan = new([]);
        EstimatedColumns = new([]);
        Status = nameof(DownsampleStatus.Failed);
        Error = failure.Message;
        Duration = ElapsedTime.Of(TimeSpan.Zero);
    }

    internal InfluxDownsampleResult(DownsampleJob job, DownsampleReport report, TimeSpan duration, Exception? failure)
    {
        Source = $"{job.Source.Database}/{job.Source.Measurement}";
        Target = $"{job.Target.Database}/{job.Target.Measurement}";
        Every = job.Aggregation.Every.ToString();
        From = Time(report.From);
        To = Time(report.To);
        Watermark = failure is null ? Time(report.Watermark) : null;
        WindowsPlanned = report.WindowsPlanned;
        WindowsWritten = report.WindowsWritten;
        WindowsUnchanged = report.WindowsUnchanged;
        WindowsChanged = report.WindowsChanged;
        WindowsEmpty = report.WindowsEmpty;
        WindowsThin = report.WindowsThin;
        WindowsPartial = report.WindowsPartial;
        WindowsSkipped = report.WindowsSkipped;
        SkipReasons = new ReasonCounts(report.SkipReasons);
        Skipped = new(report.Skipped.Select(skipped => new InfluxSkippedWindows(skipped)));
        Changes = new(report.Changes.Select(change => new InfluxChangedPoint(change)));
        PointsStale = report.PointsStale;
        RowsRead = report.RowsRead;
        PointsWritten = report.PointsWritten;
        PointsExpected = report.PointsExpected;
        NonFiniteValues = report.NonFiniteValues;
        Requests = report.Requests;
        Retries = report.Retries;
        Chunks = report.Chunks;
        Plan = new(report.Plan.Select(chunk => new InfluxDownsamplePlanChunk(chunk)));
        EstimatedColumns = new(report.EstimatedColumns);
        Status = (failure is null ? report.Status : DownsampleStatus.Failed).ToString();
        Error = failure?.Message;
        Duration = ElapsedTime.Of(duration);
    }

    /// <summary>What the plan calls the job: the measurement and the tier; null for a job of no plan.</summary>
    public string? Job { get; internal init; }

    /// <summary>Database and measurement read.</summary>
    public string Source { get; }

    /// <summary>Database and measurement written.</summary>
    public string Target { get; }

    /// <summary>The length of a window.</summary>
    public string Every { get; }

    /// <summary>The start of the first window planned (UTC); null when none was.</summary>
    public DateTime? From { get; }

    /// <summary>The end of the last window planned (UTC); null when none was.</summary>
    public DateTime? To { get; }

    /// <summary>The end of the last complete window (UTC, exclusive): the target holds all up to there. Null when the job failed.</summary>
    public DateTime? Watermark { get; }

    /// <summary>Windows due and windows compared again.</summary>
    public long WindowsPlanned { get; }

    /// <summary>Windows of which at least one point was written and confirmed; changed ones among them when these were written again.</summary>
    public long WindowsWritten { get; }

    /// <summary>Compared windows that the target holds as they are.</summary>
    public long WindowsUnchanged { get; }

    /// <summary>Compared windows of which at least one series has other values now, written again or not; <see cref="Changes"/> says which.</summary>
    public long WindowsChanged { get; }

    /// <summary>Planned windows that give no point: without a raw row, or without one that can be stored.</summary>
    public long WindowsEmpty { get; }

    /// <summary>Planned windows with raw rows, but fewer than <c>-MinimumSamples</c>; they are listed in <see cref="Skipped"/>.</summary>
    public long WindowsThin { get; }

    /// <summary>With <c>-IncludePartial</c>: planned windows that are not complete, or were not at the edges of the range.</summary>
    public long WindowsPartial { get; }

    /// <summary>Windows left alone because they are not whole.</summary>
    public long WindowsSkipped { get; }

    /// <summary>
    /// What was left out, by reason. Windows: <c>PartialStart</c>, <c>PartialStop</c>, <c>NotClosed</c>, <c>WithinDelay</c>, <c>SourceIncomplete</c>,
    /// <c>BeyondRetention</c>, <c>BeyondTargetRetention</c>; points: <c>TooFewSamples</c>, <c>NonFinite</c>, <c>NoFields</c>.
    /// </summary>
    public ReasonCounts SkipReasons { get; }

    /// <summary>The windows left alone.</summary>
    public ResultList<InfluxSkippedWindows> Skipped { get; }

    /// <summary>Changed points, the first thousand.</summary>
    public ResultList<InfluxChangedPoint> Changes { get; }

    /// <summary>Changed points that were written again and still read back with their old values.</summary>
    public long PointsStale { get; }

    /// <summary>Rows that the aggregate queries returned.</summary>
    public long RowsRead { get; }

    /// <summary>Points confirmed by the target.</summary>
    public long PointsWritten { get; }

    /// <summary>With <c>-WhatIf</c>: how many points the windows have that are due; for a long plan estimated from some of its chunks.</summary>
    public long? PointsExpected { get; }

    /// <summary>Values left out because they are NaN or infinite.</summary>
    public long NonFiniteValues { get; }

    /// <summary>Write requests, repetitions included.</summary>
    public long Requests { get; }

    /// <summary>Requests of every kind that were repeated: queries, writes of points, and rows about the job.</summary>
    public long Retries { get; }

    /// <summary>Aggregate queries.</summary>
    public long Chunks { get; }

    /// <summary>With <c>-WhatIf</c>: the chunks and their queries.</summary>
    public ResultList<InfluxDownsamplePlanChunk> Plan { get; }

    /// <summary>The columns whose values are estimates of the server: percentiles, where it has no exact ones (before InfluxDB 3.10).</summary>
    public ResultList<string> EstimatedColumns { get; }

    /// <summary>How the job ended: <c>Completed</c>, <c>Planned</c>, <c>NothingToDo</c> or <c>Failed</c>.</summary>
    public string Status { get; }

    /// <summary>Why it failed; null when it did not.</summary>
    public string? Error { get; }

    /// <summary>How long it took, in ISO 8601, with <c>TotalSeconds</c> and the like beside it.</summary>
    public PSObject Duration { get; }

    private static DateTime? Time(long? nanoseconds) => nanoseconds is { } time ? UnixNanoseconds.ToDateTime(time) : null;
}
