using InfluxDownsample.Core.Catalog;

namespace InfluxDownsample.Core.Ranges;

/// <summary>
/// How long the next piece of a range is. It grows as long as the server answers, and comes close to the length that it refuses: how many files that is
/// depends on how often there is a row (wire reference 1.6), and so may change on the way.
/// </summary>
/// <param name="longest">The longest that is wanted, in nanoseconds; null for no limit.</param>
internal sealed class PieceLength(long? longest)
{
    // So many rows one answer may well have; their order is a server's work and memory.
    private const long ManyRows = 1_000_000;

    // So often the length that was refused is left alone before it is tried again.
    private const int Patience = 16;

    private long _refused = long.MaxValue;
    private long _good;
    private int _pieces;

    /// <summary>The length, in nanoseconds.</summary>
    public long Next { get; private set; } = Math.Min(TimeRangeSearch.Piece, longest ?? long.MaxValue);

    /// <summary>A piece was read.</summary>
    /// <param name="length">Its length.</param>
    /// <param name="rows">How many rows it had.</param>
    public void WasRead(long length, long rows)
    {
        // The last piece of a range is cut off, and tells nothing.
        if (length < Next)
        {
            return;
        }

        _good = length;
        _refused = length < _refused ? _refused : long.MaxValue;
        long next = rows > ManyRows ? length
            : _refused == long.MaxValue || ++_pieces % Patience == 0 ? length > long.MaxValue / 2 ? long.MaxValue : length * 2
            : _refused - length > length / 8 ? length + ((_refused - length) / 2)
            : length;
        Next = Math.Min(next, longest ?? long.MaxValue);
    }

    /// <summary>The server refused a piece as too large.</summary>
    public void WasRefused(long length)
    {
        _refused = Math.Min(length, _refused);
        _good = _good < length ? _good : 0;
        Next = Math.Max(1, _good > length / 2 ? _good : length / 2);
    }
}
