namespace InfluxDownsample.LocalServer.Storage;

/// <summary>The values one write brings for one column, row by row; rows without a value are null.</summary>
internal sealed class ColumnBatch(TableColumn column, bool isNew)
{
    private long[] _values = [];
    private bool[] _present = [];

    public TableColumn Column { get; } = column;

    /// <summary>Whether this write brings the column into being.</summary>
    public bool IsNew { get; } = isNew;

    public bool IsSet(int row) => row < _present.Length && _present[row];

    /// <summary>The integer, the bits of the float, the boolean, or where the text lies.</summary>
    public long this[int row] => _values[row];

    public void Set(int row, long value)
    {
        if (row >= _values.Length)
        {
            int size = Math.Max(row + 1, Math.Max(16, _values.Length * 2));
            Array.Resize(ref _values, size);
            Array.Resize(ref _present, size);
        }

        _values[row] = value;
        _present[row] = true;
    }

    public void Unset(int row)
    {
        if (row < _present.Length)
        {
            _present[row] = false;
        }
    }
}
