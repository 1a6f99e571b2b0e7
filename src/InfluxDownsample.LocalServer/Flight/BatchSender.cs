using Apache.Arrow;
using Apache.Arrow.Flight.Server;

namespace InfluxDownsample.LocalServer.Flight;

/// <summary>Sends a query's answer: the schema first, also when no row follows, and an empty batch after each silence. // wire reference 1.5</summary>
internal static class BatchSender
{
    /// <param name="query">The query to run.</param>
    /// <param name="stream">The client's stream.</param>
    /// <param name="silence">How long the stream may be silent.</param>
    /// <param name="afterBatch">Called with the number of batches sent so far.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public static async Task SendAsync(
        OpenQuery query, FlightServerRecordBatchStreamWriter stream, TimeSpan silence, Action<int> afterBatch, CancellationToken cancellationToken)
    {
        await stream.SetupStream(query.Schema);
        await using IAsyncEnumerator<RecordBatch> batches = query.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        for (int sent = 1; await NextAsync(batches, query.Schema, stream, silence); sent++)
        {
            using RecordBatch batch = batches.Current;
            await stream.WriteAsync(batch);
            afterBatch(sent);
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<RecordBatch> batches, Schema schema, FlightServerRecordBatchStreamWriter stream,
        TimeSpan silence)
    {
        Task<bool> next = batches.MoveNextAsync().AsTask();
        try
        {
            while (!next.IsCompleted && await Task.WhenAny(next, Task.Delay(silence)) != next)
            {
                using RecordBatch empty = Empty(schema);
                await stream.WriteAsync(empty);
            }
        }
        catch
        {
            // The client is gone; its query ends by the token, and must have ended before the enumerator is disposed.
            await Task.WhenAny(next);
            throw;
        }

        return await next;
    }

    private static RecordBatch Empty(Schema schema) =>
        new(schema, schema.FieldsList.Select(field => ArrowArrayFactory.BuildArray(EmptyData(field.DataType))), 0);

    private static ArrayData EmptyData(IArrowType type) => type switch
    {
        NullType => new ArrayData(type, 0, 0, 0, []),
        StringType or LargeStringType => new ArrayData(type, 0, 0, 0, [ArrowBuffer.Empty, ArrowBuffer.Empty, ArrowBuffer.Empty]),
        StructType structure => new ArrayData(type, 0, 0, 0, [ArrowBuffer.Empty], structure.Fields.Select(field => EmptyData(field.DataType))),
        ListType list => new ArrayData(type, 0, 0, 0, [ArrowBuffer.Empty, ArrowBuffer.Empty], [EmptyData(list.ValueDataType)]),
        _ => new ArrayData(type, 0, 0, 0, [ArrowBuffer.Empty, ArrowBuffer.Empty]),
    };
}
