namespace InfluxDownsample.Core.LineProtocol.Cells;

/// <summary>What writing one cell came to.</summary>
internal enum CellResult
{
    /// <summary>The cell is in the line.</summary>
    Written,

    /// <summary>Null: nothing is written.</summary>
    Absent,

    /// <summary>NaN or infinite: nothing is written.</summary>
    NonFinite,

    /// <summary>The value cannot be written; the column's writer knows why.</summary>
    Invalid,
}
