using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.LineProtocol;

/// <summary>A tag from a text column. An empty tag is left out like a null one: the server refuses <c>,key=</c>.</summary>
internal sealed class TextTag(string name, int ordinal, byte[] prefix) : CellWriter(name, ordinal, prefix)
{
    public override CellResult Write(ColumnValues values, int row, LineBuffer output)
    {
        if (values.IsNull(row))
        {
            return CellResult.Absent;
        }

        ReadOnlySpan<byte> text = ((TextValues)values).Utf8(row);
        if (text.IsEmpty)
        {
            return CellResult.Absent;
        }

        output.Write(Prefix);
        string? problem = LineEscaping.WriteTagValue(text, output);
        return problem is null ? CellResult.Written : Refuse(problem);
    }
}
