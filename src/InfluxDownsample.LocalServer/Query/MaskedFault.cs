using Apache.Arrow;
using DuckDB.NET.Data;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>
/// When one thread of a query fails, DuckDB interrupts the others, and now and then reports that interruption (which nobody asked for)
/// instead of the fault. Running the query again, without its rows, tells the fault.
/// </summary>
internal static class MaskedFault
{
    /// <summary>The masking is a race lost once in a hundred times; this often in a row it does not happen.</summary>
    private const int MaxRuns = 10;

    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<QueryException> FindAsync(DuckDBCommand command, CancellationToken cancellationToken)
    {
        for (int run = 0; run < MaxRuns; run++)
        {
            try
            {
                EndFailedTransaction(command);
                await Task.Run(() => DrainAsync(command, cancellationToken), cancellationToken);
                break;
            }
            catch (DuckDBException) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            catch (DuckDBException exception)
            {
                return ExecutionErrors.Translate(exception);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // masked again
            }
        }

        return QueryException.Execution("External error: the query was interrupted");
    }

    private static async Task DrainAsync(DuckDBCommand command, CancellationToken cancellationToken)
    {
        await foreach (RecordBatch batch in command.ExecuteArrowBatchesAsync(cancellationToken))
        {
            batch.Dispose();
        }
    }

    /// <summary>DuckDB answers nothing in a transaction in which a statement failed.</summary>
    private static void EndFailedTransaction(DuckDBCommand command)
    {
        using DuckDBCommand rollBack = ((DuckDBConnection)command.Connection!).CreateCommand();
        rollBack.CommandText = "ROLLBACK";
        try
        {
            rollBack.ExecuteNonQuery();
        }
        catch (DuckDBException)
        {
            // there was no transaction
        }
    }
}
