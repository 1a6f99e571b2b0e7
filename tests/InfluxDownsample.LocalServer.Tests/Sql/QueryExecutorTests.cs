using Apache.Arrow;
using DuckDB.NET.Data;
using InfluxDownsample.LocalServer.Query;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Sql;

/// <summary>Streaming, batch sizes and cancellation.</summary>
public sealed class QueryExecutorTests : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public QueryExecutorTests() => _connection.Open();

    public void Dispose() => _connection.Dispose();

    [Theory]
    [InlineData(8192, 20_000)]
    [InlineData(100, 5_000)]
    [InlineData(1, 5)]
    public async Task Batches_HoldAtMostTheRowsAsked(int limit, int rows)
    {
        List<long> seen = [];
        await foreach (RecordBatch batch in new QueryExecutor(limit).ExecuteAsync(Plan($"SELECT i, 'x' || i AS s FROM range({rows}) AS r(i)"), _connection))
        {
            using (batch)
            {
                Assert.InRange(batch.Length, 1, limit);
                seen.AddRange(((Int64Array)batch.Column(0)).Values);
                Assert.Equal("x" + seen[^1], ((StringArray)batch.Column(1)).GetString(batch.Length - 1));
            }
        }

        Assert.Equal(Enumerable.Range(0, rows).Select(i => (long)i), seen);
    }

    [Fact]
    public async Task WideRows_MakeSmallerBatches()
    {
        int batches = 0;
        await foreach (RecordBatch batch in new QueryExecutor().ExecuteAsync(Plan("SELECT i, repeat('x', 2000) AS s FROM range(8192) AS r(i)"), _connection))
        {
            using (batch)
            {
                batches++;
            }
        }

        Assert.True(batches > 1);
    }

    /// <summary>Ten thousand million rows: only a stream can give the first of them, and only an interrupt end the rest.</summary>
    [Fact]
    public async Task FirstRowsComeWhileTheQueryRuns_AndCancellingEndsIt()
    {
        using CancellationTokenSource stop = new();
        QueryPlan plan = Plan("SELECT a.i, 'x' AS s FROM range(100000) AS a(i), range(100000) AS b(i)");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (RecordBatch batch in new QueryExecutor().ExecuteAsync(plan, _connection, stop.Token))
            {
                batch.Dispose();
                await stop.CancelAsync();
            }
        });
        await AnswersAgainAsync();
    }

    [Fact]
    public async Task Cancelling_InterruptsAQueryThatHasNoRowsYet()
    {
        using CancellationTokenSource stop = new();
        QueryPlan plan = Plan("SELECT CAST(sum(a.i * b.i % 7) AS BIGINT), 'x' FROM range(1000000) AS a(i), range(1000000) AS b(i)");
        Task<bool> first = new QueryExecutor().ExecuteAsync(plan, _connection, stop.Token).GetAsyncEnumerator(stop.Token).MoveNextAsync().AsTask();
        Assert.False(first.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await AnswersAgainAsync();
    }

    [Fact]
    public async Task LeavingEarly_FreesTheConnection()
    {
        await foreach (RecordBatch batch in new QueryExecutor().ExecuteAsync(Plan("SELECT i, 'x' FROM range(1000000000) AS r(i)"), _connection))
        {
            batch.Dispose();
            break;
        }

        await AnswersAgainAsync();
    }

    [Fact]
    public async Task AFaultAfterTheFirstRows_ComesAfterThem()
    {
        int rows = 0;
        QueryException error = await Assert.ThrowsAsync<QueryException>(async () =>
        {
            await foreach (RecordBatch batch in new QueryExecutor().ExecuteAsync(Plan("SELECT CASE WHEN i = 400000 THEN error('influx: late') ELSE i END, 'x' FROM range(500000) AS r(i)"), _connection))
            {
                rows += batch.Length;
                batch.Dispose();
            }
        });
        Assert.Equal("late", error.Message);
        Assert.InRange(rows, 8192, 400_000);
    }

    private static QueryPlan Plan(string sql) => new() { Sql = sql, Columns = [new OutputColumn("i", OutputType.Integer), new OutputColumn("s", OutputType.String)] };

    private async Task AnswersAgainAsync()
    {
        int rows = 0;
        await foreach (RecordBatch batch in new QueryExecutor().ExecuteAsync(Plan("SELECT 1::BIGINT, 'x'"), _connection))
        {
            rows += batch.Length;
            batch.Dispose();
        }

        Assert.Equal(1, rows);
    }
}
