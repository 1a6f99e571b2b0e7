using System.Buffers;
using System.Text;
using InfluxDownsample.Core.LineProtocol;

namespace InfluxDownsample.Core.Write;

/// <summary>Lines that travel together, and what they were made from.</summary>
internal sealed class WriteRequest(int maxPoints) : IDisposable
{
    private int[] _starts = ArrayPool<int>.Shared.Rent(Math.Min(maxPoints, 5000));
    private LineSource[] _sources = ArrayPool<LineSource>.Shared.Rent(Math.Min(maxPoints, 5000));

    public LineBuffer Lines { get; } = new(256 * 1024);

    public int PointCount { get; private set; }

    public long FirstTime { get; private set; } = long.MaxValue;

    public long LastTime { get; private set; } = long.MinValue;

    public ReadOnlySpan<LineSource> Sources => _sources.AsSpan(0, PointCount);

    /// <summary>Notes the line that was just added to <see cref="Lines"/>.</summary>
    /// <param name="source">What it was made from.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="time">Its time.</param>
    public void AddLine(LineSource source, int start, long time)
    {
        if (PointCount == Math.Min(_sources.Length, _starts.Length))
        {
            Grow(ref _sources);
            Grow(ref _starts);
        }

        _starts[PointCount] = start;
        _sources[PointCount++] = source;
        FirstTime = Math.Min(FirstTime, time);
        LastTime = Math.Max(LastTime, time);
    }

    /// <summary>A line's text, without its line end.</summary>
    public string LineText(int index)
    {
        int end = index + 1 < PointCount ? _starts[index + 1] : Lines.Count;
        return Encoding.UTF8.GetString(Lines.Written[_starts[index]..(end - 1)]);
    }

    public void Dispose()
    {
        Lines.Dispose();
        if (_sources.Length > 0)
        {
            // Cleared, so that the pool keeps no input object alive.
            ArrayPool<LineSource>.Shared.Return(_sources, clearArray: true);
            ArrayPool<int>.Shared.Return(_starts);
            _sources = [];
            _starts = [];
        }
    }

    private void Grow<T>(ref T[] array)
    {
        T[] larger = ArrayPool<T>.Shared.Rent(PointCount * 2);
        array.AsSpan(0, PointCount).CopyTo(larger);
        ArrayPool<T>.Shared.Return(array, clearArray: true);
        array = larger;
    }
}
