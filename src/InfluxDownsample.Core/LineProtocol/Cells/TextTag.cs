using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Core.LineProtocol.Cells;

/// <summary>A tag from a text column. An empty tag is left out like a null one: the server refuses <c>,key=</c>.</summary>
internal sealed class TextTag(string name, int ordinal, byte[] prefix) : CellWriter(name, ordinal, prefix)
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
        if (text.IsEmpty)
        {
            return CellResult.Absent;
        }

        output.Write(Prefix);
        string? problem = LineEscaping.WriteTagValue(text, output);
        return problem is null ? CellResult.Written : Refuse(problem);
    }
}
