using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Results;

namespace InfluxDownsample.Downsampling;

/// <summary>
/// How a target stands to its source. Windows are counted once, over all series; one that lacks a series and has another with other values counts as both.
/// </summary>
public sealed class InfluxDownsampleTest
{
    internal InfluxDownsampleTest(DownsampleJob job, DownsampleComparison comparison)
    {
        Source = $"{job.Source.Database}/{job.Source.Measurement}";
        Target = $"{job.Target.Database}/{job.Target.Measurement}";
        Every = job.Aggregation.Every.ToString();
        From = comparison.From is { } from ? UnixNanoseconds.ToDateTime(from) : null;
        To = comparison.To is { } to ? UnixNanoseconds.ToDateTime(to) : null;
        Windows = comparison.Windows;
        Match = comparison.Match;
        Missing = comparison.Missing;
        Different = comparison.Different;
        Extra = comparison.Extra;
        Empty = comparison.Empty;
        EstimatedColumns = new(comparison.EstimatedColumns);
        Differences = new(comparison.Differences.Select(difference => new InfluxDifference(difference)));
    }

    /// <summary>What the plan calls the job: the measurement and the tier; null for a job of no plan.</summary>
    public string? Job { get; internal init; }

    /// <summary>Database and measurement computed from.</summary>
    public string Source { get; }

    /// <summary>Database and measurement compared with.</summary>
    public string Target { get; }

    /// <summary>The length of a window.</summary>
    public string Every { get; }

    /// <summary>The start of the first window (UTC); null when there is none.</summary>
    public DateTime? From { get; }

    /// <summary>The end of the last window (UTC); null when there is none.</summary>
    public DateTime? To { get; }

    /// <summary>Windows compared.</summary>
    public long Windows { get; }

    /// <summary>Windows that are the same on both sides.</summary>
    public long Match { get; }

    /// <summary>Windows in which the target lacks a series or a field.</summary>
    public long Missing { get; }

    /// <summary>Windows in which a series has other values.</summary>
    public long Different { get; }

    /// <summary>Windows in which the target holds a series that the source does not give.</summary>
    public long Extra { get; }

    /// <summary>Windows without a row on either side.</summary>
    public long Empty { get; }

    /// <summary>The columns whose values are estimates of the server: these are the same within a hundredth.</summary>
    public ResultList<string> EstimatedColumns { get; }

    /// <summary>What differs, the first ten thousand fields.</summary>
    public ResultList<InfluxDifference> Differences { get; }
}
