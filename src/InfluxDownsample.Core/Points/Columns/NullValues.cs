namespace InfluxDownsample.Core.Points.Columns;

/// <summary>A column without any value.</summary>
internal sealed class NullValues() : ColumnValues(null, 0)
{
    public override bool IsNull(int row) => true;

    protected override object GetValue(int row) => throw new InvalidOperationException("The column has no values.");
}
