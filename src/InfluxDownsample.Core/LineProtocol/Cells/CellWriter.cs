using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Core.LineProtocol.Cells;

/// <summary>Writes the cells of one column, each as <c>,key=value</c>. Chosen once per schema, so that a row is written without looking at types.</summary>
internal abstract class CellWriter(string name, int ordinal, byte[] prefix)
{
    /// <summary>The longest number: sign, 17 digits, point, exponent, suffix.</summary>
    protected const int NumberRoom = 32;

    public string Name { get; } = name;

    public int Ordinal { get; } = ordinal;

    /// <summary>Why the last cell was <see cref="CellResult.Invalid"/>.</summary>
    public string? Problem { get; protected set; }

    /// <summary>The key as it stands before the value: <c>,key=</c>.</summary>
    protected byte[] Prefix { get; } = prefix;

    /// <summary>Turns to the column of another batch; its kind is looked at here, once, and not at every cell.</summary>
    public abstract void Bind(ColumnValues values);

    /// <summary>Writes a cell of the batch turned to last.</summary>
    public abstract CellResult Write(int row, LineBuffer output);

    protected CellResult Refuse(string problem)
    {
        Problem = problem;
        return CellResult.Invalid;
    }
}
