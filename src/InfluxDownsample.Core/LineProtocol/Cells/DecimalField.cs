using System.Globalization;
using System.Numerics;
using InfluxDownsample.Core.LineProtocol.Numbers;
using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Core.LineProtocol.Cells;

/// <summary>A whole number of more than 64 bits, which InfluxDB can hold as a float only.</summary>
internal sealed class DecimalField(string name, int ordinal, byte[] prefix) : CellWriter(name, ordinal, prefix)
{
    private readonly FloatText _text = new();
    private ColumnValues _values = new NullValues();

    public override void Bind(ColumnValues values) => _values = values;

    public override CellResult Write(int row, LineBuffer output)
    {
        if (_values.Get(row) is not { } value)
        {
            return CellResult.Absent;
        }

        double number = value is BigInteger whole ? (double)whole : Convert.ToDouble(value, CultureInfo.InvariantCulture);
        Span<byte> room = output.GetSpan(Prefix.Length + NumberRoom);
        Prefix.CopyTo(room);
        output.Advance(Prefix.Length + _text.Write(number, room[Prefix.Length..]));
        return CellResult.Written;
    }
}
