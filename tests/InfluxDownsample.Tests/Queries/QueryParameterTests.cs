using System.Collections;
using System.Globalization;
using System.Text.Json;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Queries;

/// <summary>Values for placeholders leave as they are: the server binds each by its JSON type, and the statement is not touched (wire reference 1.2).</summary>
public sealed class QueryParameterTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private readonly HostedEngine _engine = fixture.Engine;

    [Theory]
    // A number without a fraction is an integer for the server, one with a fraction a float.
    [InlineData("0", "0")]
    [InlineData("-5", "-5")]
    [InlineData("[byte]7", "7")]
    [InlineData("[int]::MaxValue", "2147483647")]
    [InlineData("[int]::MinValue", "-2147483648")]
    [InlineData("2147483648", "2147483648")]
    [InlineData("[uint]::MaxValue", "4294967295")]
    [InlineData("-2147483649", "-2147483649")]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("[long]::MaxValue", "9223372036854775807")]
    [InlineData("[long]::MinValue", "-9223372036854775808")]
    [InlineData("[ulong]5", "5")]
    [InlineData("[ulong]::MaxValue", "18446744073709551615")]
    [InlineData("('18446744073709551615' | ConvertFrom-Json)", "18446744073709551615")]
    [InlineData("[bigint]7", "7")]
    [InlineData("[bigint][long]::MinValue", "-9223372036854775808")]
    [InlineData("2.0", "2.0")]
    [InlineData("-0.0", "-0.0")]
    [InlineData("0.1", "0.1")]
    [InlineData("0.30000000000000004", "0.30000000000000004")]
    [InlineData("1e-320", "1E-320")]
    [InlineData("[double]::Epsilon", "5E-324")]
    [InlineData("[double]::MaxValue", "1.7976931348623157E+308")]
    [InlineData("9007199254740992.0", "9007199254740992.0")]
    [InlineData("[float]0.1", "0.10000000149011612")]
    [InlineData("12.50d", "12.5")]
    [InlineData("$null", "null")]
    [InlineData("$true", "true")]
    [InlineData("$false", "false")]
    [InlineData("''", "\"\"")]
    [InlineData("[char]'x'", "\"x\"")]
    [InlineData("[datetime]::new(2026, 1, 2, 3, 4, 5)", "\"2026-01-02T03:04:05Z\"")]
    [InlineData("[datetimeoffset]'2026-01-02T03:04:05.1234567+02:00'", "\"2026-01-02T01:04:05.1234567Z\"")]
    public async Task A_value_keeps_its_type_and_all_its_digits(string value, string json)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(Rows.Room(1));

        // Alone, beside one that the official client sends, and beside one that it cannot send.
        _engine.Run($$"""
            foreach ($other in @{}, @{ other = 1 }, @{ other = [long]::MinValue }) {
                $null = Invoke-InfluxQuery 'SELECT $p' -Parameter ($other + @{ '$p' = {{value}} }) -Connection '{{server.Connection}}'
            }
            """).Succeed();

        Assert.Equal([json, json, json], server.Tickets.Select(ticket => JsonDocument.Parse(ticket).RootElement.GetProperty("params").GetProperty("p").GetRawText()));
        Assert.Equal(["", "1", "-9223372036854775808"], server.Tickets.Select(ticket =>
            JsonDocument.Parse(ticket).RootElement.GetProperty("params").TryGetProperty("other", out JsonElement other) ? other.GetRawText() : ""));
    }

    [Fact]
    public async Task Any_float_and_any_integer_arrive_as_they_are()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(Rows.Room(1));
        var random = new Random(20261128);
        double[] floats = [.. Enumerable.Range(0, 2000).Select(_ => BitConverter.UInt64BitsToDouble((ulong)random.NextInt64(long.MinValue, long.MaxValue))).Where(double.IsFinite)];
        long[] integers = [.. Enumerable.Range(0, 1000).Select(_ => random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64))];
        var values = new Hashtable();
        foreach ((int number, object value) in floats.Cast<object>().Concat(integers.Cast<object>()).Index())
        {
            values["p" + number] = value;
        }

        _engine.Set("values", values);
        _engine.Run($"$null = Invoke-InfluxQuery 'SELECT' -Parameter $values -Connection '{server.Connection}'").Succeed();

        JsonElement parameters = JsonDocument.Parse(server.Tickets[0]).RootElement.GetProperty("params");
        Assert.Equal(values.Count, parameters.EnumerateObject().Count());
        Assert.All(floats.Index(), one =>
        {
            string text = parameters.GetProperty("p" + one.Index).GetRawText();
            Assert.Equal(BitConverter.DoubleToUInt64Bits(one.Item), BitConverter.DoubleToUInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)));
            Assert.True(text.AsSpan().IndexOfAny('.', 'E') >= 0, text);
        });
        Assert.All(integers.Index(), one => Assert.Equal(
            one.Item.ToString(CultureInfo.InvariantCulture), parameters.GetProperty("p" + (floats.Length + one.Index)).GetRawText()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("n = 1")]
    [InlineData("n = $null")]
    public async Task Statement_names_and_text_arrive_character_by_character(string other)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(Rows.Room(1));
        string all = string.Concat(Enumerable.Range(0, 0x10000).Where(static code => !char.IsSurrogate((char)code)).Select(static code => (char)code)) + "😀𝄞}";
        _engine.Set("all", all);

        _engine.Run($$"""$null = Invoke-InfluxQuery $all -Parameter @{ text = $all; "x$all" = 1; {{other}} } -Connection '{{server.Connection}}'""").Succeed();

        JsonElement ticket = JsonDocument.Parse(server.Tickets[0]).RootElement;
        Assert.Equal(all, ticket.GetProperty("sql_query").GetString());
        Assert.Equal(all, ticket.GetProperty("params").GetProperty("text").GetString());
        Assert.Equal(1, ticket.GetProperty("params").GetProperty("x" + all).GetInt32());
    }

    [Fact]
    public async Task Half_a_surrogate_pair_leaves_as_the_replacement_character()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(Rows.Room(1));

        _engine.Run($$"""$null = Invoke-InfluxQuery "SELECT '$([char]0xD800)'" -Parameter @{ p = "a$([char]0xDC00)"; n = $null } -Connection '{{server.Connection}}'""").Succeed();

        JsonElement ticket = JsonDocument.Parse(server.Tickets[0]).RootElement;
        Assert.Equal("SELECT '\uFFFD'", ticket.GetProperty("sql_query").GetString());
        Assert.Equal("a\uFFFD", ticket.GetProperty("params").GetProperty("p").GetString());
    }

    [Theory]
    [InlineData("@(1)")]
    [InlineData("@{ a = 1 }")]
    [InlineData("[double]::NaN")]
    [InlineData("[double]::PositiveInfinity")]
    [InlineData("[bigint]::Parse('18446744073709551616')")]
    public async Task What_no_ticket_can_hold_is_refused_and_nothing_is_sent(string value)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(Rows.Room(1));

        Assert.Contains("'p'", _engine.Run($"Invoke-InfluxQuery 'SELECT' -Parameter @{{ p = {value} }} -Connection '{server.Connection}'").FailWith("InvalidParameter").ToString(), StringComparison.Ordinal);

        Assert.Empty(server.Tickets);
    }

    [Fact]
    public async Task It_says_who_asks_also_with_parameters()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(Rows.Room(1));

        _engine.Run($$"""
            $null = Invoke-InfluxQuery 'SELECT' -Connection '{{server.Connection}}'
            $null = Invoke-InfluxQuery 'SELECT' -Parameter @{ a = $null } -Connection '{{server.Connection}}&token=apiv3_abc+/='
            """).Succeed();

        string version = typeof(HostedEngine).Assembly.GetName().Version!.ToString(3);
        Assert.Equal([$"InfluxDownsample/{version}", $"InfluxDownsample/{version}"], server.Headers.Select(headers => headers["user-agent"]));
        Assert.Equal(["", "Bearer apiv3_abc+/="], server.Headers.Select(headers => headers.GetValueOrDefault("authorization", "")));
    }
}
