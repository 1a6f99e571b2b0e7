using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Core.LineProtocol.Cells;

/// <summary>A tag of the input that the target has as a field.</summary>
internal sealed class ConflictingTag(CellWriter tag, TargetColumn target, string measurement) : CellWriter(tag.Name, tag.Ordinal, [])
{
    private ColumnValues _values = new NullValues();

    public override void Bind(ColumnValues values)
    {
        _values = values;
        tag.Bind(values);
    }

    public override CellResult Write(int row, LineBuffer output)
    {
        CellResult result = tag.Write(row, output);
        Problem = tag.Problem;
        return result == CellResult.Written ? throw FittedField.Conflict(Name, PointType.Null, _values.Get(row), target, measurement) : result;
    }
}
