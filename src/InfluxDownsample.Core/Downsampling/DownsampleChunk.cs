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

    /// <summary>Whether the target may hold points of these windows, so that computed ones are compared first.</summary>
    public bool IsRecheck { get; init; }

    /// <summary>Whether its newest window is written first.</summary>
    public bool IsDescending { get; init; }

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
