using System.Buffers;
using System.Text;
using InfluxDownsample.Core.LineProtocol;

namespace InfluxDownsample.Core.Write;

/// <summary>Lines that travel together, and what they were made from.</summary>
internal sealed class WriteRequest(int maxPoints) : IDisposable
{
    private WrittenLine[] _lines = ArrayPool<WrittenLine>.Shared.Rent(Math.Min(maxPoints, 5000));

    public LineBuffer Lines { get; } = new(256 * 1024);

    public int PointCount { get; private set; }

    /// <summary>All lines, as positions in this request.</summary>
    public LineSelection All => new(this, [.. Enumerable.Range(0, PointCount)]);

    /// <summary>Notes the line that was just added to <see cref="Lines"/>.</summary>
    /// <param name="source">What it was made from.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="time">Its time, nanoseconds since 1970-01-01 UTC.</param>
    public void AddLine(LineSource source, int start, long time)
    {
        if (PointCount == _lines.Length)
        {
            WrittenLine[] larger = ArrayPool<WrittenLine>.Shared.Rent(PointCount * 2);
            _lines.AsSpan(0, PointCount).CopyTo(larger);
            ArrayPool<WrittenLine>.Shared.Return(_lines, clearArray: true);
            _lines = larger;
        }

        _lines[PointCount++] = new WrittenLine(source, start, time);
    }

    /// <summary>Adds all lines of another request.</summary>
    public void Append(WriteRequest other)
    {
        int start = Lines.Count;
        Lines.Write(other.Lines.Written);
        for (int line = 0; line < other.PointCount; line++)
        {
            AddLine(other._lines[line].Source, start + other._lines[line].Start, other._lines[line].Time);
        }
    }

    public LineSource SourceOf(int line) => _lines[line].Source;

    public long TimeOf(int line) => _lines[line].Time;

    /// <summary>A line's bytes, its line end included.</summary>
    public ReadOnlySpan<byte> BytesOf(int line)
        => Lines.Written[_lines[line].Start..(line + 1 < PointCount ? _lines[line + 1].Start : Lines.Count)];

    /// <summary>A line's text, without its line end.</summary>
    public string TextOf(int line) => Encoding.UTF8.GetString(BytesOf(line)[..^1]);

    public void Dispose()
    {
        Lines.Dispose();
        if (_lines.Length > 0)
        {
            // Cleared, so that the pool keeps no input object alive.
            ArrayPool<WrittenLine>.Shared.Return(_lines, clearArray: true);
            _lines = [];
        }
    }

    private readonly record struct WrittenLine(LineSource Source, int Start, long Time);
}
