using CsCheck;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Queries;

/// <summary>Nothing that names and values hold changes what a generated statement reads.</summary>
public sealed class HostileQueryTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private static readonly string[] s_pieces =
    [
        "\"", "'", "`", "\"\"", "''", "\\", "\\\"", "\\'", "--", "/*", "*/", ";", "; DROP TABLE decoy; --", "\" FROM decoy --", "' OR '1'='1", "$p1", "${x}", "{field}", "{function}",
        " ", ",", "=", "(", ")", "[", "]", "*", "?", "%", ".", "::", "#", "/", "time", "value", "SELECT", "a", "B", "é", "字", "😀", "\u00A0", "‮",
    ];

    private static readonly Gen<string> s_text = Gen.OneOf(
        Gen.OneOf([.. s_pieces.Select(Gen.Const)]).Array[1, 8].Select(string.Concat),
        Gen.OneOf([.. s_pieces.Select(Gen.Const)]).Array[60, 200].Select(pieces => Cut(string.Concat(pieces))));

    // What line protocol can hold: no comment sign first, no backslash last (wire reference 5.2, 5.3).
    private static readonly Gen<string> s_name = s_text.Select(text => "n" + text + (text.EndsWith('\\') ? "_" : ""));

    private readonly HostedEngine _engine = fixture.Engine;
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options);
        _engine.Run($$"""
            Connect-InfluxDatabase {{_server.Address}} db
            @{ time = 1; v = 1000000 } | Write-InfluxPoints decoy
            """).Succeed();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
    }

    [Fact]
    public void A_statement_reads_exactly_its_table_and_a_filter_exactly_its_rows()
    {
        int number = 0;
        Gen.Select(s_name, s_name, s_name, s_text, s_name).Sample(
            (table, tag, field, wanted, other) =>
            {
                // Every sample has its own table, column names that differ, and values that differ.
                _engine.Set("table", $"t{number++}{table}");
                _engine.Set("tag", tag + "t");
                _engine.Set("field", field + "f");
                string value = wanted + (wanted.EndsWith('\\') ? "_" : "");
                _engine.Set("wanted", value);
                _engine.Set("other", other == value ? other + "x" : other);
                Check();
            },
            iter: 30,
            threads: 1);
    }

    [Theory]
    [InlineData("x--`[--`[''--]")]
    [InlineData("x``")]
    [InlineData("x`y``z")]
    [InlineData("``[`` ")]
    [InlineData("x`?")]
    public void A_name_that_the_engine_cannot_read_as_wildcards_is_a_name(string table)
    {
        _engine.Set("table", table);
        _engine.Set("tag", "room");
        _engine.Set("field", "v");
        _engine.Set("wanted", "a");
        _engine.Set("other", "b");
        Check();
    }

    [Theory]
    // Escaped these are wildcards as themselves, and a field may be called so with the escapes.
    [InlineData("a`? b")]
    [InlineData("`*`[`]")]
    [InlineData("a?")]
    [InlineData("[f]")]
    public void A_field_with_wildcards_in_its_name_is_a_field(string field)
    {
        _engine.Set("table", "fields");
        _engine.Set("tag", "room");
        _engine.Set("field", field);
        _engine.Set("wanted", "a");
        _engine.Set("other", "b");
        Check();
    }

    private void Check()
    {
        _engine.Run("""
            @{ time = 1; $tag = $wanted; $field = 1 }, @{ time = 2; $tag = $wanted; $field = 2 }, @{ time = 3; $tag = $other; $field = 4 }, @{ time = 4; $field = 8 } |
                Write-InfluxPoints $table -TagColumn $tag
            $source = Get-InfluxMeasurement $table
            """).Succeed();
        foreach (string language in new[] { "Sql", "InfluxQL" })
        {
            Answer answer = _engine.Run($$"""
                $query = New-InfluxDownsampleQuery $table -Every 1h -Start 1970-01-01 -Aggregate @{ $field = 'sum' } -Language {{language}}
                $query | Invoke-InfluxQuery | ForEach-Object { "$(if ($_.$tag -ceq $wanted) { 'wanted' } elseif ($_.$tag -ceq $other) { 'other' } elseif ($null -eq $_.$tag) { 'none' }) $($_.$field)" }
                '--'
                $source | New-InfluxDownsampleQuery -Every 1h -Start 1970-01-01 -Aggregate @{ $field = 'sum', 'max' } -Where @{ $tag = $wanted } -Language {{language}} |
                    Invoke-InfluxQuery | ForEach-Object { "$($_."${field}_sum") $($_."${field}_max")" }
                '--'
                $source | New-InfluxDownsampleQuery -Every 1h -Start 1970-01-01 -Tag @() -Where @{ $tag = $other, $wanted } -Aggregate count -Language {{language}} |
                    Invoke-InfluxQuery | ForEach-Object { "$($_.$field)" }
                '--'
                $query.Measurement -ceq $table -and $source.Name -ceq $table
                """).Succeed();

            Assert.Equal([language, "none 8", "other 4", "wanted 3", "--", "3 2", "--", "3", "--", "True"], [language, .. answer.Texts.Take(3).Order(StringComparer.Ordinal), .. answer.Texts.Skip(3)]);
        }
    }

    // Never in the middle of a surrogate pair.
    private static string Cut(string text)
    {
        string cut = text.Length > 199 ? text[..199] : text;
        return char.IsHighSurrogate(cut[^1]) ? cut[..^1] : cut;
    }
}
