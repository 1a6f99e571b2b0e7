using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Core.LineProtocol.Cells;

/// <summary>A text, quoted; an empty one is a value (wire reference 5.2).</summary>
internal sealed class StringField(string name, int ordinal, byte[] prefix) : CellWriter(name, ordinal, prefix)
{
    // Null where the batch has no value in this column.
    private TextValues? _values;

    public override void Bind(ColumnValues values) => _values = values as TextValues;

    public override CellResult Write(int row, LineBuffer output)
    {
        if (_values is null || _values.IsNull(row))
        {
            return CellResult.Absent;
        }

        ReadOnlySpan<byte> text = _values.Utf8(row);
        if (LineEscaping.FindLengthProblem(text) is { } problem)
        {
            return Refuse(problem);
        }

        output.Write(Prefix);
        LineEscaping.WriteString(text, output);
        return CellResult.Written;
    }
}
