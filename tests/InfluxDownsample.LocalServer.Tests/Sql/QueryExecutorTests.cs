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

    /// <summary>What the executor does when DuckDB reports an interruption instead of the fault, which can't be provoked at will.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AMaskedFault_IsFoundByRunningAgain(bool inFailedTransaction)
    {
        using DuckDBCommand command = _connection.CreateCommand();
        if (inFailedTransaction)
        {
            command.CommandText = "BEGIN";
            command.ExecuteNonQuery();
            command.CommandText = "SELECT error('before')";
            Assert.Throws<DuckDBException>(() => command.ExecuteNonQuery());
        }

        command.UseStreamingMode = true;
        command.CommandText = "SELECT CASE WHEN i = 4000 THEN error('influx: the fault') ELSE i END FROM range(5000) AS r(i)";
        Assert.Equal("the fault", (await MaskedFault.FindAsync(command, CancellationToken.None)).Message);
        command.CommandText = "SELECT 1";
        Assert.Equal("External error: the query was interrupted", (await MaskedFault.FindAsync(command, CancellationToken.None)).Message);
    }

    [Fact]
    public async Task Parameters_AreBoundByPosition()
    {
        QueryPlan plan = new() { Sql = "SELECT $1::BIGINT, $2::VARCHAR", Parameters = [42L, null], Columns = [new("a", OutputType.Integer), new("b", OutputType.String)] };
        await foreach (RecordBatch batch in new QueryExecutor().ExecuteAsync(plan, _connection))
        {
            Assert.Equal(42, ((Int64Array)batch.Column(0)).GetValue(0));
            Assert.True(batch.Column(1).IsNull(0));
            batch.Dispose();
        }
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
