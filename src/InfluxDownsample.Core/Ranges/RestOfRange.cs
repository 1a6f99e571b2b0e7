using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Ranges;

/// <summary>
/// What of a range is still to be read. Rows come in one order, so however a piece ends, the reading goes on behind the last row that has come, and
/// none comes twice.
/// </summary>
/// <param name="range">The range.</param>
/// <param name="isDescending">Whether the newest rows come first.</param>
internal sealed class RestOfRange(Window range, bool isDescending)
{
    // So many rows of the time at which the rest begins have come already.
    private long _rows;
    private long _skip;

    /// <summary>The first time of the rest.</summary>
    public long From { get; private set; } = range.Start;

    /// <summary>The first time behind it.</summary>
    public long To { get; private set; } = range.End;

    /// <summary>Whether nothing is left.</summary>
    public bool IsDone => From >= To;

    /// <summary>Begins the next piece.</summary>
    /// <param name="length">How long it may be, in nanoseconds.</param>
    /// <returns>The piece, and with how many rows it begins that have come already.</returns>
    public (Window Piece, long Known) Begin(long length)
    {
        _skip = _rows;
        bool isLast = To - (Int128)From <= length;
        return (isLast ? new Window(From, To) : isDescending ? new Window(To - length, To) : new Window(From, From + length), _rows);
    }

    /// <summary>The rows of a batch of that piece that have not come yet; null where all have.</summary>
    public PointBatch? Take(PointBatch batch)
    {
        int known = (int)Math.Min(_skip, batch.RowCount);
        _skip -= known;
        if (known == batch.RowCount)
        {
            return null;
        }

        PointBatch rows = known == 0 ? batch : batch.SelectRows([.. Enumerable.Range(known, batch.RowCount - known)]);
        long last = rows.GetNanoseconds(rows.RowCount - 1, 0);
        int same = 1;
        while (same < rows.RowCount && rows.GetNanoseconds(rows.RowCount - 1 - same, 0) == last)
        {
            same++;
        }

        _rows = same + (last == (isDescending ? To - 1 : From) ? _rows : 0);
        GoTo(isDescending ? last + 1 : last);
        return rows;
    }

    /// <summary>Nothing is left before that time; of what comes in descending order, behind it.</summary>
    public void SkipTo(long time)
    {
        _rows = 0;
        GoTo(time);
    }

    private void GoTo(long time)
    {
        From = isDescending ? From : time;
        To = isDescending ? time : To;
    }
}
