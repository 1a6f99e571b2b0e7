namespace InfluxDownsample.Core.Downsampling;

/// <summary>From where to where a job computes windows, and how. Times are nanoseconds since 1970-01-01 UTC.</summary>
public record DownsampleRange
{
    /// <summary>What time it is.</summary>
    public required long Now { get; init; }

    /// <summary>
    /// Whether <see cref="Now"/> is what this machine's clock says. Then the server's counts where it is earlier: a window must not close before its rows are
    /// there.
    /// </summary>
    public bool IsNowOfMachine { get; init; }

    /// <summary>
    /// What time it is by the server, where <see cref="Now"/> is later; else null. Windows that end after it are computed and never count as done: their rows
    /// are yet to come.
    /// </summary>
    public long? Clock { get; init; }

    /// <summary>The start of the range; null goes on with what the target lacks, else begins with the source's first row.</summary>
    public long? Start { get; init; }

    /// <summary>The end of the range; null is now.</summary>
    public long? Stop { get; init; }

    /// <summary>How long after its end a window still waits for late rows.</summary>
    public InfluxDuration Delay { get; init; }

    /// <summary>How far back from the end of the last complete window windows are computed again and compared.</summary>
    public InfluxDuration Lookback { get; init; }

    /// <summary>Whether windows that are not whole are computed as well.</summary>
    public bool IncludePartial { get; init; }

    /// <summary>Whether the newest windows are worked on first.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>The longest chunk; null chooses.</summary>
    public InfluxDuration? ChunkSize { get; init; }
}
