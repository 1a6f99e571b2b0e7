using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Core.LineProtocol.Cells;

/// <summary>A boolean, <c>true</c> or <c>false</c>.</summary>
internal sealed class BooleanField(string name, int ordinal, byte[] prefix) : CellWriter(name, ordinal, prefix)
{
    // Null where the batch has no value in this column.
    private BooleanValues? _values;

    public override void Bind(ColumnValues values) => _values = values as BooleanValues;

    public override CellResult Write(int row, LineBuffer output)
    {
        if (_values is null || _values.IsNull(row))
        {
            return CellResult.Absent;
        }

        output.Write(Prefix);
        output.Write(_values.Boolean(row) ? "true"u8 : "false"u8);
        return CellResult.Written;
    }
}
