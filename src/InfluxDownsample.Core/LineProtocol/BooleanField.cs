using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.LineProtocol;

/// <summary>A boolean, <c>true</c> or <c>false</c>.</summary>
internal sealed class BooleanField(string name, int ordinal, byte[] prefix) : CellWriter(name, ordinal, prefix)
{
    public override CellResult Write(ColumnValues values, int row, LineBuffer output)
    {
        if (values.IsNull(row))
        {
            return CellResult.Absent;
        }

        output.Write(Prefix);
        output.Write(((BooleanValues)values).Boolean(row) ? "true"u8 : "false"u8);
        return CellResult.Written;
    }
}
