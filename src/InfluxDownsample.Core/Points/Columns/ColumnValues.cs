namespace InfluxDownsample.Core.Points.Columns;

/// <summary>The values of one column of a batch. The kind is picked once per column; reading a row then needs no type switch.</summary>
internal abstract class ColumnValues
{
    private readonly byte[]? _validity;
    private readonly int _validityStart;

    /// <param name="validity">One bit per row, 1 = has a value, least significant bit first; null when every row has one.</param>
    /// <param name="validityStart">The bit of row 0.</param>
    protected ColumnValues(byte[]? validity, int validityStart)
    {
        _validity = validity;
        _validityStart = validityStart;
    }

    /// <summary>
    /// The value as people see it: <c>DateTime</c> (UTC), <c>string</c>, <c>long</c>, <c>ulong</c>, <c>double</c>, <c>bool</c> or null; <c>decimal</c> for
    /// whole numbers of more than 64 bits.
    /// </summary>
    public object? Get(int row) => IsNull(row) ? null : GetValue(row);

    public virtual bool IsNull(int row)
    {
        if (_validity is null)
        {
            return false;
        }

        int bit = _validityStart + row;
        return (_validity[bit >> 3] & (1 << (bit & 7))) == 0;
    }

    protected abstract object GetValue(int row);
}
