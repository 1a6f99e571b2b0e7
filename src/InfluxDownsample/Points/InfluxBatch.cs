using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Results;

namespace InfluxDownsample.Points;

/// <summary>
/// Rows of a query result as columns: one object in the pipeline, whatever the number of rows. It is not enumerable, so the engine never unrolls it.
/// </summary>
public sealed class InfluxBatch
{
    private PointClass? _pointClass;

    internal InfluxBatch(PointBatch columns) => Columns = columns;

    /// <summary>The number of rows.</summary>
    public int RowCount => Columns.RowCount;

    /// <summary>The names of the columns, in query order.</summary>
    public ResultList<string> ColumnNames => new(Columns.Schema.Columns.Select(column => column.Name));

    /// <summary>The columns with their types and roles, and the table they are from.</summary>
    public PointSchema Schema => Columns.Schema;

    /// <summary>The data.</summary>
    internal PointBatch Columns { get; }

    /// <summary>The class of the rows as points.</summary>
    internal PointClass PointClass => _pointClass ??= PointClass.Of(Columns.Schema);

    /// <summary>One row.</summary>
    /// <param name="row">Its position, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public InfluxPoint GetPoint(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, RowCount);
        return PointAt(row);
    }

    /// <summary>All rows, in order.</summary>
    public IEnumerable<InfluxPoint> GetPoints()
    {
        for (int row = 0; row < RowCount; row++)
        {
            yield return PointAt(row);
        }
    }

    /// <summary>One row, which there is.</summary>
    internal InfluxPoint PointAt(int row) => PointClass.New(this, row);

    /// <summary>Number of rows and names of columns.</summary>
    public override string ToString() => $"{CountText.Of(RowCount, "row")} of {string.Join(", ", ColumnNames)}";
}
