using System.Buffers.Text;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.LineProtocol;

/// <summary>A float: the shortest digits that read back as the same double, <c>-?d+(.d+)?([eE][+-]?d+)?</c>.</summary>
internal sealed class FloatField(string name, int ordinal) : CellWriter(name, ordinal)
{
    public override CellResult Write(ColumnValues values, int row, LineBuffer output)
    {
        if (values.IsNull(row))
        {
            return CellResult.Absent;
        }

        double value = ((WordValues)values).Double(row);
        if (!double.IsFinite(value))
        {
            return CellResult.NonFinite;
        }

        Span<byte> room = output.GetSpan(Prefix.Length + NumberRoom);
        Prefix.CopyTo(room);
        Utf8Formatter.TryFormat(value, room[Prefix.Length..], out int digits);
        output.Advance(Prefix.Length + digits);
        return CellResult.Written;
    }
}
