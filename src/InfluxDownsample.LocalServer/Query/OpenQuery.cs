using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>A planned query on its snapshot; dispose it when the answer has been sent.</summary>
internal sealed class OpenQuery(StoreReader reader, QueryPlan plan, QueryExecutor executor) : IDisposable
{
    public QueryPlan Plan { get; } = plan;

    public Schema Schema { get; } = plan.Schema;

    /// <summary>The rows; the caller disposes each batch.</summary>
    public IAsyncEnumerable<RecordBatch> ReadAsync(CancellationToken cancellationToken) => executor.ExecuteAsync(Plan, reader.Connection, cancellationToken);

    public void Dispose() => reader.Dispose();
}
