using System.Buffers;
using InfluxDownsample.Core.LineProtocol;

namespace InfluxDownsample.Core.Write;

/// <summary>Lines that travel together, and what they were made from.</summary>
internal sealed class WriteRequest(int maxPoints) : IDisposable
{
    private LineSource[] _sources = ArrayPool<LineSource>.Shared.Rent(Math.Min(maxPoints, 5000));

    public LineBuffer Lines { get; } = new(256 * 1024);

    public int PointCount { get; private set; }

    public long FirstTime { get; private set; } = long.MaxValue;

    public long LastTime { get; private set; } = long.MinValue;

    public ReadOnlySpan<LineSource> Sources => _sources.AsSpan(0, PointCount);

    /// <summary>Notes the line that was just added to <see cref="Lines"/>.</summary>
    public void AddLine(LineSource source, long time)
    {
        if (PointCount == _sources.Length)
        {
            LineSource[] larger = ArrayPool<LineSource>.Shared.Rent(_sources.Length * 2);
            _sources.CopyTo(larger, 0);
            ArrayPool<LineSource>.Shared.Return(_sources, clearArray: true);
            _sources = larger;
        }

        _sources[PointCount++] = source;
        FirstTime = Math.Min(FirstTime, time);
        LastTime = Math.Max(LastTime, time);
    }

    public void Dispose()
    {
        Lines.Dispose();
        if (_sources.Length > 0)
        {
            // Cleared, so that the pool keeps no input object alive.
            ArrayPool<LineSource>.Shared.Return(_sources, clearArray: true);
            _sources = [];
        }
    }
}
