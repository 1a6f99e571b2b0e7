using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.LineProtocol;

/// <summary>A text, quoted; an empty one is a value (wire reference 5.2).</summary>
internal sealed class StringField(string name, int ordinal, byte[] prefix) : CellWriter(name, ordinal, prefix)
{
    public override CellResult Write(ColumnValues values, int row, LineBuffer output)
    {
        if (values.IsNull(row))
        {
            return CellResult.Absent;
        }

        output.Write(Prefix);
        LineEscaping.WriteString(((TextValues)values).Utf8(row), output);
        return CellResult.Written;
    }
}
