namespace InfluxDownsample.Core.Points.Columns;

/// <summary>A column of booleans, one bit a row.</summary>
internal sealed class BooleanValues(byte[] bits, int start, byte[]? validity, int validityStart) : ColumnValues(validity, validityStart)
{
    private static readonly object s_true = true;
    private static readonly object s_false = false;

    public bool Boolean(int row)
    {
        int bit = start + row;
        return (bits[bit >> 3] & (1 << (bit & 7))) != 0;
    }

    protected override object GetValue(int row) => Boolean(row) ? s_true : s_false;
}
