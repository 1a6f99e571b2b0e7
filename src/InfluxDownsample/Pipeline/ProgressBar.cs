using System.Diagnostics;
using System.Management.Automation;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Pipeline;

/// <summary>The progress bar of a command: it appears when the work has taken two seconds, changes twice a second at most, and goes with the work.</summary>
/// <param name="id">Tells it from those of other commands in the pipeline.</param>
/// <param name="activity">What is being done.</param>
internal sealed class ProgressBar(int id, string activity)
{
    private const long PatienceMilliseconds = 2000;
    private const long IntervalMilliseconds = 500;

    private readonly long _start = Stopwatch.GetTimestamp();
    private long _due = Environment.TickCount64 + PatienceMilliseconds;

    /// <summary>Whether it is to be shown, or shown anew.</summary>
    // Asked after every input object: of the clock that is quick to read and true to some milliseconds.
    public bool IsDue => Environment.TickCount64 >= _due;

    /// <summary>Whether it has been shown.</summary>
    public bool IsShown { get; private set; }

    private TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>How many of something there are so far, and how many a second; nothing is said of none.</summary>
    /// <param name="count">The number.</param>
    /// <param name="noun">What is counted, one of it.</param>
    /// <param name="none">What is said as long as there is none.</param>
    public string Rate(long count, string noun, string none)
        => count == 0 ? none : $"{CountText.Of(count, noun)}, {CountText.Of(PerSecond(count), noun)}/s";

    private long PerSecond(long count) => (long)Math.Max(1, Math.Round(count / Math.Max(Elapsed.TotalSeconds, 0.001)));

    /// <summary>The bar as it is now.</summary>
    /// <param name="status">How far the work is.</param>
    /// <param name="part">The part that is done, from 0 to 1; null when nobody knows.</param>
    public ProgressRecord Next(string status, double? part = null)
    {
        _due = Environment.TickCount64 + IntervalMilliseconds;
        IsShown = true;
        return new ProgressRecord(id, activity, status)
        {
            PercentComplete = part is { } known ? (int)(Math.Clamp(known, 0, 1) * 100) : -1,
            SecondsRemaining = part is > 0 ? (int)Math.Min(int.MaxValue, (Elapsed.TotalSeconds / part.Value) - Elapsed.TotalSeconds) : -1,
        };
    }

    /// <summary>Takes the bar away.</summary>
    public ProgressRecord Done() => new(id, activity, "done") { RecordType = ProgressRecordType.Completed };
}
