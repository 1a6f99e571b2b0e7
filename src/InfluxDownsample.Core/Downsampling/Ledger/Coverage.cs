namespace InfluxDownsample.Core.Downsampling;

/// <summary>Which windows of a table are done, and which some run may have written. Immutable; what is done has been touched.</summary>
internal sealed record Coverage
{
    // So that the text of a row stays below what every server stores (wire reference 5.6).
    private const int MaxSpans = 500;

    /// <summary>No window at all.</summary>
    public static Coverage None { get; } = new();

    /// <summary>Windows whose points are confirmed, and those without any row.</summary>
    public WindowSet Done { get; init; } = WindowSet.Empty;

    /// <summary>Windows of which points may be there, and those that a run was asked for and left to a later one.</summary>
    public WindowSet Touched { get; init; } = WindowSet.Empty;

    /// <summary>Windows that have other values now and wait to be written again, because the stored point does not lie in a file yet.</summary>
    public WindowSet Pending { get; init; } = WindowSet.Empty;

    /// <summary>Windows before the first one that the source had when a run was told to begin later, with an explicit start: they are not missing.</summary>
    public WindowSet LeftOut { get; init; } = WindowSet.Empty;

    /// <summary>Windows whose points may still lie in the server's buffer alone.</summary>
    public BufferedWindows Buffered { get; init; } = BufferedWindows.None;

    /// <summary>The raw rows behind the newest windows that the last run computed.</summary>
    public CountedWindows Counted { get; init; } = CountedWindows.None;

    /// <summary>The points of the newest windows, which a tier that is made of them has to see.</summary>
    public WrittenPoints Written { get; init; } = new();

    /// <summary>What is done and touched, as text.</summary>
    public string Spans => $"{Done};{Touched}";

    /// <summary>The same once a run begins that may write these windows.</summary>
    public Coverage Touch(WindowSet windows) => this with { Touched = Touched.Union(windows) };

    /// <summary>The same once windows are confirmed.</summary>
    public Coverage Complete(WindowSet windows) => this with { Done = Done.Union(windows), Touched = Touched.Union(windows) };

    /// <summary>What both know, of which this is the newer one.</summary>
    public Coverage Union(Coverage older) => this with { Done = Done.Union(older.Done), Touched = Touched.Union(older.Touched) };

    /// <summary>The same with so few spans that it fits a row: fewer windows are done, and more are touched.</summary>
    public Coverage Fitting() => this with
    {
        Done = Done.Fewer(MaxSpans),
        Touched = Touched.Wider(MaxSpans),
        Pending = Pending.Fewer(MaxSpans),
        LeftOut = LeftOut.Fewer(MaxSpans),
        Buffered = Buffered.Wider(MaxSpans),
        Written = Written.Newest(MaxSpans),
    };
}
