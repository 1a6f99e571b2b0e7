using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>Gives DuckDB's batches the schema of the plan. The conversion of each column is chosen once.</summary>
internal sealed class BatchConverter
{
    private readonly Schema _schema;
    private readonly Func<ArrayData, ArrayData>[] _columns;

    public BatchConverter(Schema schema, IReadOnlyList<OutputColumn> columns)
    {
        _schema = schema;
        _columns = [.. columns.Select(column => ColumnConversion.To(column.Type))];
    }

    public RecordBatch Convert(RecordBatch batch)
    {
        Refuse.When(batch.ColumnCount != _columns.Length,
            () => new InvalidOperationException($"The plan names {_columns.Length} columns, DuckDB returned {batch.ColumnCount}."));
        IArrowArray[] arrays = new IArrowArray[_columns.Length];
        for (int c = 0; c < arrays.Length; c++)
        {
            arrays[c] = ArrowArrayFactory.BuildArray(_columns[c](batch.Column(c).Data));
        }

        return new RecordBatch(_schema, arrays, batch.Length);
    }
}
