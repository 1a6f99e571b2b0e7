using InfluxDownsample.LocalServer.Query;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.InfluxQl;

/// <summary>Damaged InfluxQL by the thousand: each text is answered or refused with a QueryException, never anything else.</summary>
public sealed class MalformedTextTests
{
    private static readonly string[] s_queries =
    [
        "SELECT MEAN(f) AS f, max(i) FROM t WHERE time >= '1970-01-01T00:00:00Z' AND time < 20s GROUP BY time(1s), a fill(previous) ORDER BY time DESC LIMIT 3 OFFSET 1",
        "SELECT * FROM t, /t|u/ WHERE a =~ /^x/ AND (b != '1' OR f > 1.5) GROUP BY *",
        "SELECT difference(mean(f)), derivative(sum(i), 2s), moving_average(count(u), 2) FROM t WHERE time > now() - 20s GROUP BY time(2s, 500ms) fill(linear) tz('Europe/Berlin')",
        "SELECT top(f, a, 2), bottom(i, 1) FROM t",
        "SELECT percentile(f, 90), median(i), mode(s), spread(u), stddev(f), integral(f, 1s) FROM t GROUP BY a, b",
        "SELECT DISTINCT s FROM t WHERE o = true",
        "SELECT max(x) FROM (SELECT min(f) AS x FROM (SELECT f, i FROM t WHERE b = '1') GROUP BY a) WHERE x < 9 GROUP BY a",
        "SELECT abs(f) + pow(i, 2) / sqrt(u) * -1 % 3, log(f, 10), atan2(f, 1), round(f) FROM t WHERE sin(f) > 0 -- end",
        "SELECT first(f), a, i::float, \"u\"::integer FROM \"t\" WHERE s = 'one' /* c */ AND u & 6 | 1 ^ 2 >= $p",
        "SHOW TAG VALUES FROM t WITH KEY IN (a, \"b\") WHERE time > 0 LIMIT 2 OFFSET 1",
        "SHOW FIELD KEYS FROM /t/ LIMIT 1",
        "SHOW MEASUREMENTS WITH MEASUREMENT =~ /t/ WHERE a = 'x'",
        "SHOW TAG KEYS FROM t WHERE time > now() - 1h; SELECT f FROM db.rp.t",
        "SHOW RETENTION POLICIES",
    ];

    private static readonly string[] s_words =
    [
        "SELECT", "FROM", "WHERE", "GROUP BY", "time(", "fill(", "tz(", "(", ")", ",", ";", "*", "/", "//", "/(/", "'", "\"", "::", ".", "..", "$", "$p", "--", "/*", "*/",
        "=", "!=", "=~", "!~", "<>", "-", "+", "%", "&", "|", "^", "1", "-1", "0", "9223372036854775807", "9223372036854775808", "99999999999999999999", "1.5", ".5", "1e5",
        "1s", "1ns", "106752d", "0s", "1x", "now()", "time", "mean(f)", "count(*)", "top(f, 1)", "elapsed(i)", "cumulative_sum(i)", "integral(f)", "mode(s)", "last(a)", "unknown(f)",
        "f", "i", "u", "s", "o", "a", "nothing", "\0", "é", "🙂", "\\", "\n", "AND", "OR", "IN", "LIMIT 0", "OFFSET 5", "SLIMIT 1", "ORDER BY time DESC", "true", "null", "DISTINCT", "AS x",
        "'; DROP TABLE x; --", "' OR '1'='1", "read_csv('/etc/passwd')",
    ];

    // what may stand in each other's place without breaking the grammar
    private static readonly string[][] s_alike =
    [
        ["f", "i", "u", "s", "o", "a", "b", "x", "nothing", "time", "f::integer", "a::field", "\"f\"", "f + i", "-f", "1", "2.5", "'x'", "true", "5s", "$p"],
        ["MEAN(f)", "max(i)", "count(s)", "sum(u)", "first(o)", "last(a)", "mode(s)", "median(i)", "percentile(f, 50)", "integral(f)", "spread(u)", "count(distinct(s))", "difference(i)",
            "cumulative_sum(sum(u))", "difference(mean(f))", "elapsed(f)", "top(f, 2)", "bottom(i, a, 1)", "distinct(s)", "mean(*)", "count(/^[fi]/)", "abs(f)", "max(f) - min(f)"],
        ["=", "!=", "<", ">", "<=", ">=", "<>", "AND", "OR", "+", "-", "*", "/", "%", "&", "|", "^"],
        ["fill(none)", "fill(null)", "fill(previous)", "fill(linear)", "fill(0)", "fill(-1.5)", "GROUP BY a", "GROUP BY time(3s)", "GROUP BY *, time(7s, 2s)", "LIMIT 2", "ORDER BY time DESC",
            "tz('Asia/Tokyo')", "WHERE a = 'x'", "WHERE time > 1s AND time < 15s"],
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(20240101)]
    [InlineData(7)]
    public async Task Every_text_is_answered_or_refused(int seed)
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync(
            "t,a=x,b=1 f=1.5,i=1i,u=10u,s=\"one\",o=true 1000000000",
            "t,a=x,b=2 f=2.5,i=2i,u=20u,s=\"two\",o=false 2000000000",
            "t,a=y f=4.5,i=5i,u=50u,s=\"one\",o=true 13000000000");
        database.Now = 20_000_000_000;
        var random = new Random(seed);
        int answered = 0;
        int refused = 0;
        for (int number = 0; number < 1_200; number++)
        {
            string text = Damage(s_queries[random.Next(s_queries.Length)], random);
            try
            {
                // a parameter that the text does not use would be all it is refused for
                await database.QueryAsync(text, text.Contains("$p", StringComparison.Ordinal) ? new Dictionary<string, object?> { ["p"] = 5L } : []);
                answered++;
            }
            catch (QueryException refusal)
            {
                refused++;
                Assert.False(string.IsNullOrWhiteSpace(refusal.Message));
                Assert.DoesNotContain("   at ", refusal.Message, StringComparison.Ordinal);
                Assert.False(
                    refusal.Message.StartsWith("External error", StringComparison.Ordinal) && !s_faultsOfTheServer.Any(fault => refusal.Message.Contains(fault, StringComparison.Ordinal)),
                    $"seed {seed}, number {number}: the planner emitted SQL that DuckDB does not take: {refusal.Message}\n{text}");
            }
            catch (Exception other)
            {
                Assert.Fail($"seed {seed}, number {number}: {other.GetType().Name}: {other.Message}\n{text}");
            }
        }

        Assert.InRange(answered, 100, 1_100);
        Assert.InRange(refused, 100, 1_100);
    }

    /// <summary>What a real server answers to some of these texts.</summary>
    private static readonly string[] s_faultsOfTheServer =
        ["InfluxQL internal error", "regex parse error", "build_output", "unsupported data type", "column types must match", "Inconsistent types"];

    /// <summary>A statement put together from parts that fit the grammar, whether or not they make sense.</summary>
    private static string Vary(string query, Random random)
    {
        string Pick(int kind) => s_alike[kind][random.Next(s_alike[kind].Length)];
        string list = string.Join(", ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pick(random.Next(3) == 0 ? 0 : 1)));
        string source = random.Next(4) == 0 ? $"(SELECT {Pick(1)} AS x, {Pick(0)} FROM t {Pick(3)})" : random.Next(6) == 0 ? $"({(query.StartsWith("SELECT", StringComparison.Ordinal) ? query : "SELECT * FROM t")})" : "t";
        return $"SELECT {list} FROM {source} WHERE {Pick(0)} {Pick(2)} {Pick(0)} {Pick(2)} {Pick(0)} {(random.Next(2) == 0 ? Pick(3) : "")} {(random.Next(3) == 0 ? Pick(3) : "")}";
    }

    private static string Damage(string query, Random random)
    {
        if (random.Next(2) == 0)
        {
            return Vary(query, random);
        }

        List<string> words = [.. query.Split(' ')];
        for (int times = random.Next(1, 4); times > 0; times--)
        {
            int at = random.Next(words.Count);
            switch (random.Next(7))
            {
                case 0 when words.Count > 1:
                    words.RemoveAt(at);
                    break;
                case 1:
                    words.Insert(at, s_words[random.Next(s_words.Length)]);
                    break;
                case 2:
                    words[at] = s_words[random.Next(s_words.Length)];
                    break;
                case 3:
                    (words[at], words[^1]) = (words[^1], words[at]);
                    break;
                case 4:
                    words[at] = words[at].Insert(random.Next(words[at].Length + 1), s_words[random.Next(s_words.Length)]);
                    break;
                case 5 when words[at].Length > 0:
                    words[at] = words[at].Remove(random.Next(words[at].Length), 1);
                    break;
                default:
                    string other = s_queries[random.Next(s_queries.Length)];
                    words[at] = other.Split(' ')[random.Next(other.Split(' ').Length)];
                    break;
            }
        }

        return string.Join(' ', words);
    }
}
