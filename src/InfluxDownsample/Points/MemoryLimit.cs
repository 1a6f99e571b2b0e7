namespace InfluxDownsample.Points;

/// <summary>
/// Keeps what waits below a limit. The garbage collector knows nothing of the limit and would let as much garbage come together as is in use, so it is called
/// for each quarter; half of the limit is for what sorting and writing take for a moment.
/// </summary>
/// <param name="maxBytes">The limit.</param>
internal sealed class MemoryLimit(long maxBytes)
{
    // A collection looks at all that the process keeps, not only at ours; less than this is not worth one.
    private const long WorthCollecting = 8 * 1024 * 1024;

    private readonly long _step = Math.Max(maxBytes / 4, WorthCollecting);
    private long _bytes;
    private long _garbage;

    /// <summary>Whether what waits has to go to files.</summary>
    public bool IsReached => _bytes > maxBytes / 2;

    /// <summary>Counts something that waits from now on.</summary>
    public void Add(long bytes)
    {
        _bytes += bytes;
        CountGarbage(bytes);
    }

    /// <summary>Nothing waits any more.</summary>
    public void Clear()
    {
        CountGarbage(_bytes);
        _bytes = 0;
    }

    // What comes in makes about as much garbage on its way, and is garbage itself once it is in a file.
    private void CountGarbage(long bytes)
    {
        _garbage += bytes;
        if (_garbage > _step)
        {
            GC.Collect();
            _garbage = 0;
        }
    }
}
