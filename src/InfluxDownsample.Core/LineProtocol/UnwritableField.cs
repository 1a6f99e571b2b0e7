using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.LineProtocol;

/// <summary>A column that cannot be written, for its values or its name: null is left out, anything else makes the point invalid.</summary>
internal sealed class UnwritableField(string name, int ordinal, string problem) : CellWriter(name, ordinal, [])
{
    public override CellResult Write(ColumnValues values, int row, LineBuffer output)
        => values.IsNull(row) ? CellResult.Absent : Refuse(problem);
}
