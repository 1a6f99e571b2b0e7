using InfluxDownsample.Core.LineProtocol.Numbers;
using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Core.LineProtocol.Cells;

/// <summary>A float: the shortest digits that read back as the same double, <c>-?d+(.d+)?([eE][+-]?d+)?</c>.</summary>
internal sealed class FloatField(string name, int ordinal, byte[] prefix) : CellWriter(name, ordinal, prefix)
{
    private readonly FloatText _text = new();

    // Null where the batch has no value in this column.
    private WordValues? _values;

    public override void Bind(ColumnValues values) => _values = values as WordValues;

    public override CellResult Write(int row, LineBuffer output)
    {
        if (_values is null || _values.IsNull(row))
        {
            return CellResult.Absent;
        }

        double value = _values.Double(row);
        if (!double.IsFinite(value))
        {
            return CellResult.NonFinite;
        }

        Span<byte> room = output.GetSpan(Prefix.Length + NumberRoom);
        Prefix.CopyTo(room);
        output.Advance(Prefix.Length + _text.Write(value, room[Prefix.Length..]));
        return CellResult.Written;
    }
}
