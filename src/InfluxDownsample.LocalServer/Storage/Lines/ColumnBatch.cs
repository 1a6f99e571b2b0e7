using System.Runtime.InteropServices;

namespace InfluxDownsample.LocalServer.Storage;

/// <summary>The values one write brings for one column, row by row; rows without a value are null.</summary>
internal sealed class ColumnBatch(TableColumn column, bool isNew)
{
    // As far as the last row with a value.
    private readonly List<long?> _values = [];

    public TableColumn Column { get; } = column;

    /// <summary>Whether this write brings the column into being.</summary>
    public bool IsNew { get; } = isNew;

    /// <summary>The integer, the bits of the float, the boolean, or where the text lies.</summary>
    public long? this[int row]
    {
        get => row < _values.Count ? _values[row] : null;
        set
        {
            if (row >= _values.Count)
            {
                CollectionsMarshal.SetCount(_values, row + 1);
            }

            _values[row] = value;
        }
    }
}
