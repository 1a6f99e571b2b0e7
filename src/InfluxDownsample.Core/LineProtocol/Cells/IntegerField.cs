using System.Buffers.Text;
using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Core.LineProtocol.Cells;

/// <summary>A signed integer, <c>-?d+i</c>.</summary>
internal sealed class IntegerField(string name, int ordinal, byte[] prefix) : CellWriter(name, ordinal, prefix)
{
    // Null where the batch has no value in this column.
    private WordValues? _values;

    public override void Bind(ColumnValues values) => _values = values as WordValues;

    public override CellResult Write(int row, LineBuffer output)
    {
        if (_values is null || _values.IsNull(row))
        {
            return CellResult.Absent;
        }

        Span<byte> room = output.GetSpan(Prefix.Length + NumberRoom);
        Prefix.CopyTo(room);
        Utf8Formatter.TryFormat(_values.Int64(row), room[Prefix.Length..], out int digits);
        room[Prefix.Length + digits] = (byte)'i';
        output.Advance(Prefix.Length + digits + 1);
        return CellResult.Written;
    }
}
