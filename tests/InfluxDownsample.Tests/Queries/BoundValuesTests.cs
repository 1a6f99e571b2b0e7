using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Queries;

/// <summary>What parameters find: exactly the rows with their value, in both languages, whatever they hold and wherever else their name stands.</summary>
public sealed class BoundValuesTests(TestServer server, EngineFixture fixture) : IClassFixture<TestServer>, IClassFixture<EngineFixture>
{
    private static readonly string[] s_languages = ["Sql", "InfluxQL"];

    private readonly HostedEngine _engine = fixture.Engine;

    public static TheoryData<string, string, string, string, string> Numbers()
    {
        var numbers = new TheoryData<string, string, string, string, string>();
        foreach (string language in s_languages)
        {
            // Each value between its neighbours: 2^53+1, 2^64-1, the ends of 64 bits, and floats one bit apart.
            numbers.Add(language, "9007199254740993", "9007199254740992i", "9007199254740993i", "9007199254740994i");
            numbers.Add(language, "-9007199254740993", "-9007199254740992i", "-9007199254740993i", "-9007199254740994i");
            numbers.Add(language, "[long]::MaxValue", "9223372036854775805i", "9223372036854775807i", "9223372036854775806i");
            numbers.Add(language, "[ulong]::MaxValue", "18446744073709551613u", "18446744073709551615u", "18446744073709551614u");
            numbers.Add(language, "0.1", "0.09999999999999999", "0.1", "0.10000000000000002");
            numbers.Add(language, "1e-320", "9.995e-321", "1e-320", "1.0005e-320");
            numbers.Add(language, "1.7976931348623155e308", "1.7976931348623153e308", "1.7976931348623155e308", "1.7976931348623157e308");
            numbers.Add(language, "2147483648", "2147483647i", "2147483648i", "2147483649i");
            numbers.Add(language, "7", "6i", "7i", "8i");
        }

        return numbers;
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task A_number_finds_its_row_and_not_the_next_one(string language, string value, string below, string exact, string above)
    {
        string database = await server.DatabaseWith($"m,k=below v={below} 1", $"m,k=exact v={exact} 2", $"m,k=above v={above} 3");

        Answer answer = _engine.Run($$"""
            Invoke-InfluxQuery 'SELECT k, v FROM m WHERE v = $p' -Language {{language}} -Parameter @{ p = {{value}} } -Connection '{{server.Connection(database)}}' | ForEach-Object k
            """).Succeed();

        Assert.Equal(["exact"], answer.Texts);
    }

    [Fact]
    public async Task Null_is_a_value_in_sql_and_refused_in_influxql()
    {
        string database = await server.DatabaseWith("m,k=a v=1 1", "m,k=b w=1 2");
        _engine.Set("connection", server.Connection(database));

        Assert.Equal(["b"], _engine.Run("Invoke-InfluxQuery 'SELECT k FROM m WHERE v IS NOT DISTINCT FROM $p' -Parameter @{ p = $null } -Connection $connection | ForEach-Object k").Succeed().Texts);
        Assert.Empty(_engine.Run("Invoke-InfluxQuery 'SELECT k FROM m WHERE v = $p' -Parameter @{ p = $null } -Connection $connection").Succeed().Output);
        Assert.Contains(
            "Parameter type 'NULL' is not supported by InfluxQL",
            _engine.Run("Invoke-InfluxQuery 'SELECT v FROM m WHERE v = $p' -Language InfluxQL -Parameter @{ p = $null } -Connection $connection").FailWith("QueryRejected").ToString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("9007199254740993")]
    [InlineData("0.1")]
    [InlineData("'x'")]
    [InlineData("$null")]
    public async Task A_value_that_the_statement_does_not_name_is_passed_over_in_sql_and_refused_in_influxql(string value)
    {
        string database = await server.DatabaseWith("m v=1 1");
        _engine.Set("connection", server.Connection(database));

        Assert.Equal(["1"], _engine.Run($$"""Invoke-InfluxQuery 'SELECT v FROM m' -Parameter @{ p = {{value}} } -Connection $connection | ForEach-Object v""").Succeed().Texts);
        _engine.Run($$"""Invoke-InfluxQuery 'SELECT v FROM m' -Language InfluxQL -Parameter @{ p = {{value}} } -Connection $connection""").FailWith("QueryRejected");
    }

    [Fact]
    public async Task A_number_may_stand_where_only_a_placeholder_or_a_digit_can()
    {
        string database = await server.DatabaseWith("m v=1 1", "m v=2 2", "m v=3 3");

        Assert.Equal(["1", "2"], _engine.Run($$"""
            Invoke-InfluxQuery 'SELECT v FROM m WHERE v < $big ORDER BY time LIMIT $n' -Parameter @{ n = [long]2; big = 1e300 } -Connection '{{server.Connection(database)}}' | ForEach-Object v
            """).Succeed().Texts);
    }

    [Theory]
    [InlineData("Sql", """SELECT "$p", '$p' AS text, v FROM m /* $p ' */ WHERE v = $p AND s <> '$p'' $p' -- $p '""", "7 $p 0.1")]
    [InlineData("InfluxQL", """SELECT "$p", s AS text, v FROM m WHERE v = $p AND k =~ /a|\/ $p '/ AND s != '\'$p' -- $p '""", "7 t$p 0.1")]
    public async Task Only_placeholders_are_placeholders(string language, string statement, string expected)
    {
        string database = await server.DatabaseWith("m,k=a $p=7i,s=\"t$p\",v=0.1 1", "m,k=b $p=8i,s=\"t$p\",v=0.2 2");
        _engine.Set("statement", statement);

        Answer answer = _engine.Run($$"""
            Invoke-InfluxQuery $statement -Language {{language}} -Parameter @{ p = 0.1 } -Connection '{{server.Connection(database)}}' | ForEach-Object { "$($_.'$p') $($_.text) $($_.v)" }
            """).Succeed();

        Assert.Equal([expected], answer.Texts);
    }

    [Theory]
    [InlineData("Sql")]
    [InlineData("InfluxQL")]
    public async Task Nothing_that_a_value_holds_changes_the_statement(string language)
    {
        string[] hostile = ["' OR '1'='1", "'; DROP TABLE m; --", "$q", "$p", "*/", "/* ", "\\' OR 1=1 --", "\"", "$$", "/.*/", "NULL", "1 OR 1=1", "\n", "''", "}\"", "\\u0027", "é字😀"];
        string database = await server.DatabaseWith([.. hostile.Select((text, row) => $"m,k=k{row} s=\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\",q=9007199254740993i {row}")]);
        _engine.Set("hostile", hostile);

        Answer answer = _engine.Run($$"""
            foreach ($text in $hostile) {
                (Invoke-InfluxQuery 'SELECT k, s FROM m WHERE s = $p AND q = $q' -Language {{language}} -Parameter @{ p = $text; q = 9007199254740993 } -Connection '{{server.Connection(database)}}').s
            }
            """).Succeed();

        Assert.Equal(hostile, answer.Texts);
    }
}
