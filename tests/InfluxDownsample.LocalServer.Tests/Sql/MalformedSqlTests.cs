using System.Text;
using CsCheck;
using InfluxDownsample.LocalServer.Faults;
using InfluxDownsample.LocalServer.Query;
using InfluxDownsample.LocalServer.Sql;
using InfluxDownsample.LocalServer.Storage;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Sql;

/// <summary>SQL that is broken by the thousand: always an answer or a <see cref="QueryException"/>. A failing seed is printed by CsCheck.</summary>
public sealed class MalformedSqlTests
{
    private static readonly string[] s_words =
    [
        "select", "from", "where", "group", "by", "order", "having", "limit", "offset", "as", "and", "or", "not", "in", "is", "null", "between", "like", "case", "when", "then",
        "else", "end", "cast", "interval", "timestamp", "union", "all", "join", "on", "using", "left", "with", "over", "partition", "distinct", "values", "exists", "explain",
        "cpu", "time", "host", "usage", "load", "avg", "sum", "count", "date_bin", "date_bin_gapfill", "locf", "interpolate", "selector_last", "tz", "coalesce", "first_value",
        "(", ")", "(", ")", ",", ".", "*", "+", "-", "/", "%", "=", "<", ">", "<=", "!=", "::", "[", "]", "||", ";", "$x", "'1 hour'", "'a'", "'2024-01-01'", "\"Q\"", "1", "2.5",
        "1e9", "9223372036854775807", "--", "/*", "*/", "'", "\"", "\0", "\u00e9", "\ud83d\ude00", "\ud800", "@", "#", "`", "{", "?", "!", "~", "&",
    ];

    private static readonly string[] s_seeds =
    [
        "SELECT DATE_BIN(INTERVAL '1 hour', time) AS time, host, AVG(usage) AS usage FROM cpu WHERE time >= '2024-01-01T00:00:00Z' AND time < '2024-02-01T00:00:00Z' GROUP BY 1, host ORDER BY 1",
        "select date_bin_gapfill(interval '1 hour', time) t, locf(avg(usage)), interpolate(sum(load)) from cpu where time between '2024-01-01' and '2024-01-02' group by 1 limit 5",
        "with a as (select host h, max(usage) m from cpu group by host) select h, row_number() over (partition by h order by m desc) from a join cpu on a.h = cpu.host where m in (1, 2, $x)",
        "select case when usage > 1.5 then 'x' else note end c, selector_last(load, time)['value'] v, cast(count(*) as double) / 3 from cpu group by 1 having count(*) > 0 union all select '', 1, 2",
        "select tz(time, 'Europe/Berlin'), date_trunc('day', time), date_part('hour', time), load::varchar || 'x', usage between -1 and +1, not up, load & 3 from cpu order by time desc nulls last",
    ];

    [Fact]
    public void RandomWords() => Check(Gen.OneOf(s_words).Array[1, 40].Select(words => string.Join(' ', words)), 6_000);

    [Fact]
    public void RandomWordsAfterSelect() => Check(Gen.OneOf(s_words).Array[1, 25].Select(words => $"select {string.Join(' ', words)} from cpu"), 4_000);

    [Fact]
    public void RandomCharacters() => Check(Gen.String[Gen.Char, 0, 80], 3_000);

    [Fact]
    public void DamagedQueries() => Check(
        Gen.Select(Gen.OneOf(s_seeds), Gen.Int[0, 10_000], Gen.Int[0, 12], Gen.OneOf(s_words), Gen.Int[0, 2]).Select(
            (seed, at, length, word, kind) =>
            {
                at %= seed.Length;
                string rest = seed[Math.Min(seed.Length, at + length)..];
                return kind switch { 0 => seed[..at] + rest, 1 => seed[..at] + word + rest, _ => seed[..at] };
            }),
        8_000);

    [Theory]
    [InlineData("(", ")", "1")]
    [InlineData("not ", "", "true")]
    [InlineData("- ", "", "1")]
    [InlineData("abs(", ")", "1")]
    [InlineData("case when true then ", " end", "1")]
    [InlineData("(select ", ")", "1")]
    [InlineData("cast(", " as bigint)", "1")]
    [InlineData("[", "]", "1")]
    public void DeepNesting_IsRefused(string open, string close, string core)
    {
        string sql = $"select {string.Concat(Enumerable.Repeat(open, 5_000))}{core}{string.Concat(Enumerable.Repeat(close, 5_000))}";
        QueryException error = Assert.Throws<QueryException>(() => Plan(sql));
        Assert.Equal("SQL error: RecursionLimitExceeded", error.Message);
    }

    [Theory]
    [InlineData("select * from {0}", "(", 5_000)]
    [InlineData("select * from {0} select 1", "(", 45)]
    [InlineData("{0} select 1", "explain ", 5_000)]
    public void DeepRelations_EndSoon(string format, string part, int times) =>
        Assert.Throws<QueryException>(() => Plan(string.Format(System.Globalization.CultureInfo.InvariantCulture, format, string.Concat(Enumerable.Repeat(part, times)))));

    /// <summary>Long is not deep: chains and lists of thousands are fine, or refused politely.</summary>
    [Theory]
    [InlineData("host = 'a'", " or ", 5_000)]
    [InlineData("load > 1", " and ", 5_000)]
    [InlineData("load", " + ", 5_000)]
    [InlineData("load", " / ", 200)]
    [InlineData("host", " || ", 1_000)]
    public void LongChains(string operand, string sign, int times) => Attempt($"select {string.Join(sign, Enumerable.Repeat(operand, times))} as v from cpu group by 1");

    [Fact]
    public void ExpressionsThatRepeatTheirOperands_StopGrowing()
    {
        string sql = "load";
        for (int i = 0; i < 22; i++)
        {
            sql = $"(1 / {sql})";
        }

        QueryException error = Assert.Throws<QueryException>(() => Plan($"select {sql} from cpu"));
        Assert.Equal(QueryErrorKind.ResourcesExhausted, error.Kind);
    }

    /// <summary>What plans must also run: DuckDB's own parser and binder have no say in what is an error.</summary>
    [Fact]
    public async Task WhatIsPlanned_Runs()
    {
        using SqlDatabase database = await SqlDatabase.WithAsync("cpu,host=a usage=1,load=2i,note=\"n\",up=true 1");
        Gen<string> damaged = Gen.Select(Gen.OneOf(s_seeds), Gen.OneOf(s_seeds), Gen.Int[0, 100], Gen.Int[0, 100], Swap);
        int answered = 0;
        await damaged.SampleAsync(
            async sql =>
            {
                try
                {
                    await database.QueryAsync(sql, Parameters());
                    Interlocked.Increment(ref answered);
                }
                catch (QueryException error)
                {
                    // An empty time range is the one external error that the real server makes by itself.
                    if (!error.Message.Contains("did not produce a valid set of boundaries", StringComparison.Ordinal))
                    {
                        Assert.DoesNotContain("External error", error.Message);
                    }
                }
            },
            iter: 1_000, threads: 1);
        Assert.True(answered > 20, $"only {answered} queries were answered");
    }

    /// <summary>One word of the query replaced by a word of another.</summary>
    private static string Swap(string sql, string other, int at, int from)
    {
        string[] words = sql.Split(' ');
        string[] others = other.Split(' ');
        words[at % words.Length] = others[from % others.Length];
        return string.Join(' ', words);
    }

    private static void Check(Gen<string> texts, int count) => texts.Sample(Attempt, iter: count);

    private static void Attempt(string sql)
    {
        try
        {
            Plan(sql);
        }
        catch (QueryException error)
        {
            Assert.NotEmpty(error.Message);
            Assert.DoesNotContain("   at ", error.Message);
        }
    }

    private static QueryPlan Plan(string sql) => new SqlPlanner().Plan(sql, Parameters(), s_catalog.Value, 1_704_067_200_000_000_000);

    private static Dictionary<string, object?> Parameters() => new() { ["x"] = 1UL };

    private static readonly Lazy<DatabaseCatalog> s_catalog = new(() =>
    {
        using Store store = new(new LocalServerOptions(), new FaultSettings());
        byte[] lines = Encoding.UTF8.GetBytes("cpu,host=a usage=1,load=2i,note=\"n\",up=true 1");
        store.WriteAsync(new LinesBody("db", lines, LinePrecision.Nanosecond, AcceptPartial: false), CancellationToken.None).GetAwaiter().GetResult();
        using StoreReader reader = store.OpenReaderAsync("db", CancellationToken.None).GetAwaiter().GetResult();
        return reader.Catalog;
    });
}
