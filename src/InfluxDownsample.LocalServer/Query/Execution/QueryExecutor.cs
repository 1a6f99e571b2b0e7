using System.Runtime.CompilerServices;
using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>Runs planned queries and streams their rows as Arrow batches. Memory holds a batch or two, however long the result.</summary>
public sealed class QueryExecutor
{
    /// <summary>The server's encoder aims at messages of this size. // wire reference 1.1</summary>
    private const int TargetBatchBytes = 2 * 1024 * 1024;

    private readonly int _rowsPerBatch;

    /// <param name="rowsPerBatch">Rows of one batch at most; a batch never holds fewer than one of DuckDB's chunks (2048 rows) can give.</param>
    public QueryExecutor(int rowsPerBatch = 8192)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rowsPerBatch);
        _rowsPerBatch = rowsPerBatch;
    }

    /// <summary>Streams the rows. The caller disposes each batch; nobody else may use the connection meanwhile.</summary>
    /// <exception cref="QueryException">A fault while rows are computed; rows already delivered stand.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; DuckDB has been interrupted.</exception>
    public async IAsyncEnumerable<RecordBatch> ExecuteAsync(
        QueryPlan plan, DuckDBConnection connection, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Schema schema = plan.Schema;
        Func<ArrayData, ArrayData>[] columns = [.. plan.Columns.Select(column => ColumnConversion.To(column.Type))];
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = plan.Sql;
        command.UseStreamingMode = true;
        await using QueryInterrupt interrupt = new(command, cancellationToken);
        IAsyncEnumerator<RecordBatch> chunks = command.ExecuteArrowBatchesAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        PendingChunks pending = new(_rowsPerBatch, TargetBatchBytes);
        try
        {
            while (await NextAsync(chunks, cancellationToken))
            {
                foreach (RecordBatch full in pending.Add(chunks.Current))
                {
                    yield return Converted(full, schema, columns);
                }
            }

            if (pending.Take() is { } rest)
            {
                yield return Converted(rest, schema, columns);
            }
        }
        finally
        {
            pending.Dispose();
            await chunks.DisposeAsync();
        }
    }

    /// <summary>DuckDB computes inside MoveNext; a worker thread does it so that the caller can send keep-alive batches meanwhile.</summary>
    private static async Task<bool> NextAsync(IAsyncEnumerator<RecordBatch> chunks, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(() => chunks.MoveNextAsync().AsTask(), cancellationToken);
        }
        catch (DuckDBException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (DuckDBException exception)
        {
            throw ExecutionErrors.Translate(exception);
        }
    }

    /// <summary>DuckDB's batch with the schema of the plan.</summary>
    private static RecordBatch Converted(RecordBatch batch, Schema schema, Func<ArrayData, ArrayData>[] columns)
    {
        Refuse.When(batch.ColumnCount != columns.Length,
            () => new InvalidOperationException($"The plan names {columns.Length} columns, DuckDB returned {batch.ColumnCount}."));
        return new RecordBatch(schema, columns.Select((convert, c) => ArrowArrayFactory.BuildArray(convert(batch.Column(c).Data))), batch.Length);
    }
}
