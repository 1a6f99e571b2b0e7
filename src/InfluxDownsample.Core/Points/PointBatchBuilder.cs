using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Core.Points;

/// <summary>Builds a batch row by row, column by column. After each row every column must have got exactly one value.</summary>
internal sealed class PointBatchBuilder
{
    private readonly PointSchema _schema;
    private readonly ColumnBuilder[] _columns;

    public PointBatchBuilder(PointSchema schema, int capacity)
    {
        _schema = schema;
        _columns = [.. schema.Columns.Select(column => new ColumnBuilder(column.Type, capacity))];
    }

    public int RowCount { get; private set; }

    /// <summary>The builder of a column, to add this row's value to.</summary>
    public ColumnBuilder Column(int ordinal) => _columns[ordinal];

    /// <summary>Closes the row that was added column by column.</summary>
    public void EndRow() => RowCount++;

    /// <summary>Copies a whole row of a batch with the same columns.</summary>
    public void AddRow(PointBatch source, int row)
    {
        int stored = source.StoredRow(row);
        for (int column = 0; column < _columns.Length; column++)
        {
            _columns[column].AddFrom(source.Values(column), stored);
        }

        RowCount++;
    }

    /// <summary>The batch, when rows were added row by row.</summary>
    public PointBatch Build() => Build(RowCount);

    /// <summary>The batch, when columns were filled one after the other.</summary>
    public PointBatch Build(int rowCount) => new(_schema, [.. _columns.Select(static column => column.Build())], rowCount);
}
