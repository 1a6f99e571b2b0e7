using System.Buffers.Text;
using System.Text;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Points.Columns;
using InfluxDownsample.Core.Write;

namespace InfluxDownsample.Core.LineProtocol.Cells;

/// <summary>Reads and writes the timestamp of a row: timestamps, whole numbers in the unit of the precision, or text.</summary>
internal sealed class TimeCell(int ordinal, PointType type, WritePrecision precision, TimeReader times)
{
    private readonly long _unit = precision.Nanoseconds();

    // A coarser stamp is the one at or before the time, and must be in range too.
    private readonly long _first = UnixNanoseconds.MinValue / precision.Nanoseconds() * precision.Nanoseconds();

    public int Ordinal => ordinal;

    /// <summary>Reads the time. Returns null, or why there is none.</summary>
    public string? Read(ColumnValues values, int row, out long nanoseconds)
    {
        nanoseconds = 0;
        if (values.IsNull(row))
        {
            return "The row has no time.";
        }

        string? problem = null;
        switch (type)
        {
            case PointType.Timestamp:
                nanoseconds = ((WordValues)values).Int64(row);
                break;
            case PointType.Integer:
                problem = times.ReadNumber(((WordValues)values).Int64(row), out nanoseconds);
                break;
            case PointType.Unsigned:
                problem = times.ReadNumber(((WordValues)values).UInt64(row), out nanoseconds);
                break;
            case PointType.String:
                problem = times.ReadText(Encoding.UTF8.GetString(((TextValues)values).Utf8(row)), out nanoseconds);
                break;
            case PointType.Float or PointType.Decimal:
                problem = times.ReadWhole(values.Get(row)!, out nanoseconds);
                break;
            default:
                return "The column holds no times.";
        }

        return problem ?? FindProblem(nanoseconds, _first);
    }

    /// <summary>Why no point can have that time, or null.</summary>
    /// <param name="nanoseconds">The time.</param>
    /// <param name="first">The first time that can be written.</param>
    public static string? FindProblem(Int128 nanoseconds, long first = UnixNanoseconds.MinValue)
        => nanoseconds < first || nanoseconds > UnixNanoseconds.MaxValue ? "The time is outside InfluxDB's range, 1677 to 2262."
            : nanoseconds > UnixNanoseconds.LastWritable
                ? "From 2262-04-11T23:40:00Z on InfluxDB takes times, but its next snapshot then stops all writes for good."
            : null;

    /// <summary>Writes the time.</summary>
    /// <returns>The time as it was written, in nanoseconds.</returns>
    public long Write(long nanoseconds, LineBuffer output)
    {
        long value = _unit == 1 ? nanoseconds : FloorDivide(nanoseconds);
        Span<byte> room = output.GetSpan(24);
        room[0] = (byte)' ';
        Utf8Formatter.TryFormat(value, room[1..], out int digits);
        room[1 + digits] = (byte)'\n';
        output.Advance(digits + 2);
        return value * _unit;
    }

    // Before 1970 too a coarser stamp is the one at or before the time.
    private long FloorDivide(long nanoseconds)
    {
        long value = Math.DivRem(nanoseconds, _unit, out long rest);
        return rest < 0 ? value - 1 : value;
    }
}
