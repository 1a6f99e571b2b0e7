namespace InfluxDownsample.Core.Points.Columns;

/// <summary>
/// A column whose values are kept as objects: structs, lists and intervals, which can be looked at but not be written, and very large numbers.
/// </summary>
internal sealed class OtherValues(object?[] values) : ColumnValues(null, 0)
{
    public override bool IsNull(int row) => values[row] is null;

    protected override object GetValue(int row) => values[row]!;
}
