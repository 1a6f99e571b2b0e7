using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>Gives DuckDB's batches the schema of the plan. The conversion of each column is chosen once.</summary>
internal sealed class BatchConverter(QueryPlan plan)
{
    private readonly Schema _schema = plan.Schema;
    private readonly Func<ArrayData, ArrayData>[] _columns = [.. plan.Columns.Select(column => ColumnConversion.To(column.Type))];

    public RecordBatch Convert(RecordBatch batch)
    {
        Refuse.When(batch.ColumnCount != _columns.Length,
            () => new InvalidOperationException($"The plan names {_columns.Length} columns, DuckDB returned {batch.ColumnCount}."));
        return new RecordBatch(_schema, _columns.Select((convert, c) => ArrowArrayFactory.BuildArray(convert(batch.Column(c).Data))), batch.Length);
    }
}
