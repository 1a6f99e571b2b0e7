namespace InfluxDownsample.Core.Downsampling;

/// <summary>Whole windows of one length that are computed with one query.</summary>
/// <param name="From">Where the first one begins, nanoseconds since 1970-01-01 UTC.</param>
/// <param name="WindowLength">The length of each, in nanoseconds.</param>
/// <param name="Windows">How many.</param>
internal sealed record DownsampleChunk(long From, long WindowLength, long Windows)
{
    /// <summary>Where the last one ends.</summary>
    public long To => From + (WindowLength * Windows);

    /// <summary>Raw rows count from here on; later than <see cref="From"/> only in a partial window.</summary>
    public long QueryFrom { get; init; } = From;

    /// <summary>Raw rows count up to, not including, this; earlier than <see cref="To"/> only in a partial window.</summary>
    public long QueryTo { get; init; } = From + (WindowLength * Windows);

    /// <summary>Where the windows before it begin whose rows are counted together with its own; null when none are.</summary>
    public long? CountFrom { get; init; }

    /// <summary>Whether the target may hold points of these windows, so that computed ones are compared first.</summary>
    public bool IsRecheck { get; init; }

    /// <summary>Whether its newest window is written first.</summary>
    public bool IsDescending { get; init; }

    /// <summary>How many of the windows are worked on before the one that holds a time.</summary>
    public long CountBefore(long time)
    {
        long index = Math.Clamp((time - From) / WindowLength, 0, Windows - 1);
        return IsDescending ? Windows - 1 - index : index;
    }

    /// <summary>The windows that are worked on after so many, fewer than all.</summary>
    public DownsampleChunk Skip(long done)
    {
        long from = IsDescending ? From : From + (WindowLength * done);
        long to = IsDescending ? To - (WindowLength * done) : To;
        return this with { From = from, Windows = Windows - done, QueryFrom = Math.Max(from, QueryFrom), QueryTo = Math.Min(to, QueryTo) };
    }

    /// <summary>The window that begins at a time.</summary>
    public Window WindowAt(long start) => new(start, start + WindowLength);

    /// <summary>The windows in a span of whole ones.</summary>
    public DownsampleChunk Within(Window span) => this with
    {
        From = span.Start,
        Windows = (span.End - span.Start) / WindowLength,
        QueryFrom = Math.Max(span.Start, QueryFrom),
        QueryTo = Math.Min(span.End, QueryTo),
        CountFrom = null,
    };

    /// <summary>The same with the windows before it that are counted with it.</summary>
    public DownsampleChunk WithCountedBefore()
        => CountFrom is { } from ? this with { From = from, Windows = (To - from) / WindowLength, QueryFrom = from, CountFrom = null } : this;

    /// <summary>The same windows as two chunks, in the order in which they are worked on.</summary>
    public (DownsampleChunk First, DownsampleChunk Second) Halve()
    {
        DownsampleChunk[] halves = [.. Split((Windows + 1) / 2)];
        return (halves[0], halves[1]);
    }

    /// <summary>The same windows as chunks of at most that many, in the order in which they are worked on.</summary>
    public IEnumerable<DownsampleChunk> Split(long maxWindows)
    {
        for (long done = 0; done < Windows; done += maxWindows)
        {
            long count = Math.Min(maxWindows, Windows - done);
            long from = From + (WindowLength * (IsDescending ? Windows - done - count : done));
            long to = from + (WindowLength * count);
            yield return this with { From = from, Windows = count, QueryFrom = Math.Max(from, QueryFrom), QueryTo = Math.Min(to, QueryTo) };
        }
    }
}
