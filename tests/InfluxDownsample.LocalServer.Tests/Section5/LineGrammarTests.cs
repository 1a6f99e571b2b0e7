using System.Text.Json;
using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Section5;

/// <summary>Wire reference 5.2 and 5.3 as the server answers: types, refused columns, escapes read back.</summary>
public sealed class LineGrammarTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly RunningServer _server = fixture.Server;
    private readonly string _database = $"g{Guid.NewGuid():N}";

    [Theory]
    [InlineData("m f=9223372036854775807i 1", "9223372036854775807")]
    [InlineData("m f=-9223372036854775808i 1", "-9223372036854775808")]
    [InlineData("m f=18446744073709551615u 1", "18446744073709551615")]
    [InlineData("m f=0.1 1", "0.1")]
    [InlineData("m f=-0 1", "-0")]
    [InlineData("m f=1e308 1", "1E+308")]
    [InlineData("m f=5e-324 1", "5E-324")]
    [InlineData("m f=1e400 1", "Infinity")]
    [InlineData("m f=T 1", "true")]
    [InlineData("m f=\"\" 1", "")]
    [InlineData("m f=\"a\nb\rc\td\" 1", "a\nb\rc\td")]
    [InlineData("m f=\"a\0b\" 1", "a\0b")]
    [InlineData("m f=\"\\\\ \\\" \\n 😀\\\\\" 1", "\\ \" \\n 😀\\")]
    public async Task Values_ReadBackExactly(string line, string expected)
    {
        Assert.Equal(204, (await WriteAsync(line)).Status);
        Assert.Equal([expected], (await _server.SqlAsync("SELECT f FROM m", _database)).Rows);
    }

    [Theory]
    [InlineData("a\\ b", "a b")]
    [InlineData("a\\,b", "a,b")]
    [InlineData("a\\\\b", "a\\b")]
    [InlineData("\\\\\\ \\,", "\\ ,")]
    [InlineData("\"q\"", "\"q\"")]
    [InlineData("Größe😀", "Größe😀")]
    [InlineData("a\rb", "a\rb")]
    public async Task Names_ReadBackExactly(string escaped, string name)
    {
        Assert.Equal(204, (await WriteAsync($"{escaped},{escaped}t={escaped} {escaped}f=1 1")).Status);
        string quoted = name.Replace("\"", "\"\"");
        Assert.Equal([$"{name},1"], (await _server.SqlAsync($"SELECT \"{quoted}t\", \"{quoted}f\" FROM \"{quoted}\"", _database)).Rows);
    }

    [Fact]
    public async Task EqualsSign_IsEscapedInKeysAndTagValues_NotInMeasurements()
    {
        Assert.Equal(204, (await WriteAsync("m\\=x,a\\=b=c\\=d f\\=g=1 1")).Status);
        Assert.Equal(["c=d,1"], (await _server.SqlAsync("SELECT \"a=b\", \"f=g\" FROM \"m\\=x\"", _database)).Rows);
    }

    [Theory]
    [InlineData("m f=1,f=2", "invalid line protocol - multiple instances of 'f' field found")]
    [InlineData("m f=1,f=2i", "invalid column type for column 'f', expected iox::column_type::field::float, got iox::column_type::field::integer")]
    [InlineData("m,a=1 a=1", "invalid column type for column 'a', expected iox::column_type::tag, got iox::column_type::field::float")]
    [InlineData("m,time=1 f=1", "'time' is a reserved column")]
    [InlineData("m time=1", "'time' is a reserved column")]
    [InlineData("m,__chunk_order=1 f=1", "'__chunk_order' is a reserved column")]
    [InlineData("m __chunk_order=1", "'__chunk_order' is a reserved column")]
    public async Task Columns_ThatCanNotBe_AreRefused(string line, string message) => Assert.Equal(message, await RefusalAsync(line));

    [Theory]
    [InlineData("m time=1", "invalid column type for column 'time', expected iox::column_type::timestamp, got iox::column_type::field::float")]
    [InlineData("m,time=x f=1", "invalid column type for column 'time', expected iox::column_type::timestamp, got iox::column_type::tag")]
    [InlineData("m f=1i", "invalid column type for column 'f', expected iox::column_type::field::float, got iox::column_type::field::integer")]
    [InlineData("m f=1u", "invalid column type for column 'f', expected iox::column_type::field::float, got iox::column_type::field::uinteger")]
    [InlineData("m f=\"x\"", "invalid column type for column 'f', expected iox::column_type::field::float, got iox::column_type::field::string")]
    [InlineData("m f=t", "invalid column type for column 'f', expected iox::column_type::field::float, got iox::column_type::field::boolean")]
    [InlineData("m,f=t g=1", "invalid column type for column 'f', expected iox::column_type::field::float, got iox::column_type::tag")]
    public async Task Columns_OfAnotherType_AreRefused(string line, string message)
    {
        await WriteAsync("m f=1 1");
        Assert.Equal(message, await RefusalAsync(line));
    }

    [Fact]
    public async Task FieldFamilies_HoldAHundredFields()
    {
        string fields = string.Join(',', Enumerable.Range(0, 100).Select(i => $"fam::f{i}=1"));
        Assert.Equal(204, (await WriteAsync($"m {fields} 1")).Status);
        Assert.Equal("Update to schema would exceed the field limit (100) for field family 'fam'", await RefusalAsync("m fam::more=1"));
    }

    [Fact]
    public async Task CarriageReturns_AreLineErrors()
    {
        Assert.Equal("Could not parse entire line. Found trailing content: `\r`", await RefusalAsync("m f=1 1\r\n"));
        Assert.Equal("Expected at least one space character, got end of input", await RefusalAsync("\r\n"));
    }

    [Fact]
    public async Task RejectedLine_StillCreatesTheColumnsItMetBefore()
    {
        await RefusalAsync("m,a=1 f=1,g=2,f=3");
        Assert.Equal(204, (await WriteAsync("m h=1 1")).Status);
        Assert.Equal(["null,null,null,1"], (await _server.SqlAsync("SELECT a, f, g, h FROM m", _database)).Rows);
    }

    private Task<HttpAnswer> WriteAsync(string line) => _server.WriteAsync(line, $"db={_database}&precision=ns");

    private async Task<string> RefusalAsync(string line)
    {
        HttpAnswer answer = await WriteAsync(line);
        Assert.Equal(400, answer.Status);
        return JsonDocument.Parse(answer.Body).RootElement.GetProperty("data")[0].GetProperty("error_message").GetString()!;
    }
}
