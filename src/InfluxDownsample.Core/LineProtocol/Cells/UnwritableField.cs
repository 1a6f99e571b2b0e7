using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Core.LineProtocol.Cells;

/// <summary>A column that cannot be written, for its values or its name: null is left out, anything else makes the point invalid.</summary>
internal sealed class UnwritableField(string name, int ordinal, string problem) : CellWriter(name, ordinal, [])
{
    private ColumnValues _values = new NullValues();

    public override void Bind(ColumnValues values) => _values = values;

    public override CellResult Write(int row, LineBuffer output)
        => _values.IsNull(row) ? CellResult.Absent : Refuse(problem);
}
