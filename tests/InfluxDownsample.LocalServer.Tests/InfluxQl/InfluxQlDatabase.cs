using System.Globalization;
using System.Text;
using Apache.Arrow;
using InfluxDownsample.LocalServer.Faults;
using InfluxDownsample.LocalServer.InfluxQl;
using InfluxDownsample.LocalServer.Query;
using InfluxDownsample.LocalServer.Storage;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.InfluxQl;

/// <summary>An in-memory database that answers InfluxQL: storage, planner and executor without the network.</summary>
internal sealed class InfluxQlDatabase : IDisposable
{
    public const string Name = "db";

    private readonly Store _store = new(new LocalServerOptions(), new FaultSettings());
    private readonly QueryExecutor _executor = new();

    /// <summary>What now() means; 2024-01-02T00:00:00Z unless set.</summary>
    public long Now { get; set; } = At("2024-01-02T00:00:00Z");

    public static async Task<InfluxQlDatabase> WithAsync(params string[] lines)
    {
        var database = new InfluxQlDatabase();
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

    public async Task<InfluxQlResult> QueryAsync(string text, IReadOnlyDictionary<string, object?>? parameters = null)
    {
        using StoreReader reader = await _store.OpenReaderAsync(Name, CancellationToken.None);
        QueryPlan plan = InfluxQlPlanner.Plan(text, parameters ?? new Dictionary<string, object?>(), reader.Catalog, Now);
        return await RunAsync(plan, reader);
    }

    /// <summary>Runs a plan made elsewhere.</summary>
    public async Task<InfluxQlResult> RunAsync(QueryPlan plan)
    {
        using StoreReader reader = await _store.OpenReaderAsync(Name, CancellationToken.None);
        return await RunAsync(plan, reader);
    }

    public async Task<QueryException> FailAsync(string text, IReadOnlyDictionary<string, object?>? parameters = null) =>
        await Assert.ThrowsAsync<QueryException>(() => QueryAsync(text, parameters));

    public void Dispose() => _store.Dispose();

    private async Task<InfluxQlResult> RunAsync(QueryPlan plan, StoreReader reader)
    {
        Schema schema = plan.Schema;
        var rows = new List<object?[]>();
        await foreach (RecordBatch batch in _executor.ExecuteAsync(plan, reader.Connection))
        {
            using (batch)
            {
                for (int row = 0; row < batch.Length; row++)
                {
                    rows.Add([.. batch.Arrays.Select(array => ValueAt(array, row))]);
                }
            }
        }

        return new InfluxQlResult(schema, plan, rows);
    }

    private static object? ValueAt(IArrowArray array, int row) => array switch
    {
        StringArray text => text.GetString(row),
        Int64Array integers => integers.GetValue(row),
        UInt64Array unsigned => unsigned.GetValue(row),
        DoubleArray floats => floats.GetValue(row),
        BooleanArray booleans => booleans.GetValue(row),
        TimestampArray times => times.GetValue(row),
        NullArray => null,
        _ => throw new NotSupportedException(array.GetType().Name),
    };
}
