using System.Globalization;
using System.Text;
using Apache.Arrow;
using InfluxDownsample.LocalServer.Faults;
using InfluxDownsample.LocalServer.Query;
using InfluxDownsample.LocalServer.Sql;
using InfluxDownsample.LocalServer.Storage;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Sql;

/// <summary>An in-memory database that answers SQL: storage, planner and executor without the network.</summary>
public sealed class SqlDatabase : IDisposable
{
    private const string Name = "db";

    private readonly Store _store = new(new LocalServerOptions(), new FaultSettings());
    private readonly QueryExecutor _executor = new();

    /// <summary>What now() means.</summary>
    public long Now { get; set; } = At("2024-01-02T00:00:00Z");

    public static async Task<SqlDatabase> WithAsync(params string[] lines)
    {
        SqlDatabase database = new();
        await database.WriteAsync(lines);
        return database;
    }

    /// <summary>A time such as 2024-01-01T00:00:00Z in nanoseconds since the epoch.</summary>
    public static long At(string time) =>
        (DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) - DateTimeOffset.UnixEpoch).Ticks * 100;

    public async Task WriteAsync(params IEnumerable<string> lines)
    {
        byte[] body = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        WriteOutcome outcome = await _store.WriteAsync(new LinesBody(Name, body, LinePrecision.Nanosecond, AcceptPartial: false), CancellationToken.None);
        Assert.Empty(outcome.Errors);
    }

    public async Task<SqlResult> QueryAsync(
        string sql,
        IReadOnlyDictionary<string, object?>? parameters = null,
        Func<string, IReadOnlyDictionary<string, object?>, DatabaseCatalog, long, QueryPlan>? plan = null)
    {
        using StoreReader reader = await _store.OpenReaderAsync(Name, CancellationToken.None);
        QueryPlan planned = (plan ?? new SqlPlanner().Plan)(sql, parameters ?? new Dictionary<string, object?>(), reader.Catalog, Now);
        Schema schema = planned.Schema;
        List<object?[]> rows = [];
        await foreach (RecordBatch batch in _executor.ExecuteAsync(planned, reader.Connection))
        {
            using (batch)
            {
                for (int row = 0; row < batch.Length; row++)
                {
                    rows.Add([.. batch.Arrays.Select(array => SqlResult.ValueAt(array, row))]);
                }
            }
        }

        return new SqlResult(schema, planned, rows);
    }

    public async Task<QueryException> FailAsync(string sql, IReadOnlyDictionary<string, object?>? parameters = null) =>
        await Assert.ThrowsAsync<QueryException>(() => QueryAsync(sql, parameters));

    /// <summary>The only value of the only row, as text.</summary>
    public async Task<string> ValueAsync(string expression) => Assert.Single((await QueryAsync($"SELECT {expression} AS v")).Lines);

    public void Dispose() => _store.Dispose();
}
