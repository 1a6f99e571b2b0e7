using System.Globalization;
using CsCheck;
using InfluxDownsample.LocalServer.InfluxQl;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Sql.RandomAggregates;

/// <summary>
/// Random queries over random rows, every aggregate over every type of field, against the same computed plainly from the rows.
/// A failure prints the seed.
/// </summary>
public sealed class RandomAggregatesTests : IDisposable
{
    /// <summary>2026-03-27T00:00:00Z; two days later Berlin's clocks move.</summary>
    private const long Start = 1_774_569_600_000_000_000;

    private const long Days = 5 * 24 * Window.Hour;

    private static readonly (string Sql, Func<Row, bool> Passes)[] s_filters =
    [
        ("", _ => true),
        (" AND tag = 't1'", row => row.Tag == "t1"),
        (" AND i > 0", row => row.I > 0),
        (" AND (f <= 0.5 OR s IS NULL)", row => row.F <= 0.5 || row.S is null),
        (" AND b", row => row.B == true),
        (" AND s IN ('a', 'ä')", row => row.S is "a" or "ä"),
        (" AND u BETWEEN 5 AND 700", row => row.U is >= 5 and <= 700),
    ];

    private static readonly Aggregate[] s_aggregates = [.. "iufsb".SelectMany(Aggregate.Of)];

    private static readonly Gen<Aggregate> s_influxQl = Gen.OneOf<Aggregate>([.. s_aggregates.Where(aggregate => aggregate.InfluxQl is not null)]);

    private static readonly Gen<Row[]> s_rows = Gen.Select(
        Gen.Select(Gen.Int[0, 2], Gen.Long[0, Days - 1]),
        Gen.Long[-1_000, 1_000].Nullable(), Gen.ULong[0, 2_000].Nullable(), Gen.Double[-50, 50].Nullable(),
        Gen.OneOf<string?>("a", "b", "ä", "", "on off", null), Gen.Bool.Nullable(),
        (at, i, u, f, s, b) => new Row(at.Item1 == 0 ? null : $"t{at.Item1}", Start + at.Item2, i, u, f, s, b))
        .Array[0, 50].Select(rows => rows.DistinctBy(row => row.Time).OrderBy(row => row.Time).ToArray());

    private static readonly Gen<Window> s_windows = Gen.OneOf(
        Gen.Const(Window.None),
        Gen.Select(Gen.Int[1, 30], Gen.Int[0, 50]).Select((hours, origin) => Window.Fixed(hours, origin)),
        Gen.OneOf(6, 24, 48).Select(Window.Berlin));

    private static readonly Gen<Query> s_queries = Gen.Select(
        s_windows, Gen.Bool, Gen.OneOf(Fill.None, Fill.Null, Fill.Previous, Fill.Linear), Gen.OneOf(s_filters),
        Gen.Select(Gen.Long[0, Days / 2], Gen.Long[1, Days]), Gen.Select(Gen.OneOf(s_aggregates), Gen.Int[0, 5]).Array[1, 6],
        (window, byTag, fill, filter, range, aggregates) => new Query(
            window, byTag, window.Sql is null ? Fill.None : fill, filter.Sql, filter.Passes, Start + range.Item1, Start + range.Item1 + range.Item2,
            [.. aggregates.Select(a => a.Item2 == 0 ? OverTrueRows(a.Item1) : a.Item1).DistinctBy(a => a.Call)]));

    private readonly SqlDatabase _database = new();
    private int _tables;

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Sql() => await Gen.Select(s_rows, s_queries.Array[1, 4]).SampleAsync(
        async (rows, queries) =>
        {
            string table = await TableAsync(rows);
            foreach (Query query in queries)
            {
                string sql = query.Sql(table);
                if (query.HasNameTwice)
                {
                    Assert.StartsWith("Schema error: Schema contains duplicate unqualified field name ", (await _database.FailAsync(sql)).Message);
                }
                else if (query.LeavesCountNull(rows))
                {
                    Assert.EndsWith(" is declared as non-nullable but contains null values", (await _database.FailAsync(sql)).Message);
                }
                else
                {
                    RequireEqual(sql, query.Truth(rows), (await _database.QueryAsync(sql)).Rows);
                }
            }
        },
        iter: 150, threads: 1);

    [Fact]
    public async Task InfluxQl() => await Gen.Select(s_rows, s_queries, s_influxQl.Array[1, 5], Gen.Int[1, 30]).SampleAsync(
        async (rows, drawn, aggregates, hours) =>
        {
            // every field of every row has a value: InfluxQL leaves out what holds none
            Row[] whole = [.. rows.Select(row => row with { I = row.I ?? 1, U = row.U ?? 1, F = row.F ?? 1, S = row.S ?? "a", B = row.B ?? true })];
            string table = await TableAsync(whole);
            Query query = drawn with
            {
                Window = Window.Fixed(hours, 0), Fill = drawn.Fill == Fill.None ? Fill.None : Fill.Null, Filter = "", Passes = _ => true,
                Aggregates = [.. aggregates.DistinctBy(a => a.InfluxQl)],
            };
            SqlResult result = await _database.QueryAsync(query.InfluxQl(table), plan: InfluxQlPlanner.Plan);
            RequireEqual(query.InfluxQl(table), query.Truth(whole), [.. result.Rows.Select(row => row[1..])]);
        },
        iter: 100, threads: 1);

    private static Aggregate OverTrueRows(Aggregate aggregate) =>
        aggregate.Call.Contains("FILTER", StringComparison.Ordinal) ? aggregate : aggregate.Filtered("b", row => row.B == true);

    /// <summary>A new table with the rows, and one far away so that it exists with all its columns.</summary>
    private async Task<string> TableAsync(Row[] rows)
    {
        string table = $"m{Interlocked.Increment(ref _tables).ToString(CultureInfo.InvariantCulture)}";
        await _database.WriteAsync(rows.Prepend(new Row("z", 1, 0, 0, 0, "", false)).Select(row => row.Line(table)));
        return table;
    }

    private static void RequireEqual(string query, IEnumerable<object?[]> expected, IReadOnlyList<object?[]> actual)
    {
        (object?[][] left, object?[][] right) = (Sorted(expected), Sorted(actual));
        Assert.True(left.Length == right.Length, $"{query}\n{left.Length} rows expected, {right.Length} came");
        foreach ((object?[] wanted, object?[] given) in left.Zip(right))
        {
            Assert.True(wanted.Zip(given).All(pair => Same(pair.First, pair.Second)), $"{query}\nexpected {Text(wanted)}\nactual   {Text(given)}");
        }
    }

    // keys stand first, and no two rows have the same
    private static object?[][] Sorted(IEnumerable<object?[]> rows) =>
        [.. rows.OrderBy(row => Text([.. row.Take(2).Where(cell => cell is long or string or null)]), StringComparer.Ordinal)];

    private static bool Same(object? wanted, object? given) => (wanted, given) switch
    {
        (double a, double b) => a.Equals(b) || Math.Abs(a - b) <= 1e-9 * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b))),
        _ => Equals(wanted, given),
    };

    private static string Text(object?[] row) =>
        string.Join(" | ", row.Select(cell => $"{cell?.GetType().Name} {Convert.ToString(cell, CultureInfo.InvariantCulture)}"));
}
