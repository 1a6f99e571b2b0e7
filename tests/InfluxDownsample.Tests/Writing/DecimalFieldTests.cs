using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Writing;

/// <summary>Decimals, as database drivers and calculations of scripts give them: floats, and no digit of a whole number is lost in silence.</summary>
public sealed class DecimalFieldTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private readonly HostedEngine _engine = fixture.Engine;

    [Theory]
    [InlineData("0.1d", "", "v=0.1")]
    [InlineData("5d", "", "v=5")]
    [InlineData("2.50d", "", "v=2.5")]
    [InlineData("123456789.123456789123456789d", "", "v=123456789.12345679")]
    [InlineData("9007199254740992d", "", "v=9007199254740992")]
    [InlineData("9007199254740993d", "-FieldType @{ v = 'integer' }", "v=9007199254740993i")]
    [InlineData("18446744073709551615d", "-FieldType @{ v = 'unsigned' }", "v=18446744073709551615u")]
    [InlineData("2.50d", "-FieldType @{ v = 'string' }", "v=\"2.5\"")]
    [InlineData("9007199254740993d", "-FieldType @{ v = 'string' }", "v=\"9007199254740993\"")]
    [InlineData("[single]0.1", "-FieldType @{ v = 'string' }", "v=\"0.10000000149011612\"")]
    public void Decimal_IsWrittenAsItIs(string value, string options, string field)
        => Assert.Equal([$"m {field} 1", $"m {field} 1"], _engine.Run($"@{{ time = 1; v = {value} }}, [pscustomobject]@{{ time = 1; v = {value} }} | ConvertTo-InfluxLineProtocol m {options} -Precision Second").Succeed().Texts);

    [Theory]
    [InlineData("2.50d", "2.5")]
    [InlineData("9007199254740993d", "9007199254740993")]
    public void DecimalAsTag_KeepsItsDigits(string value, string text)
        => Assert.Equal([$"m,t={text} v=1i 1"], _engine.Run($"@{{ time = 1; t = {value}; v = 1 }} | ConvertTo-InfluxLineProtocol m -TagColumn t -Precision Second").Succeed().Texts);

    [Theory]
    [InlineData("0.5d, 9007199254740993d", "'integer'")]
    [InlineData("0.5, 12345678901234567890123d", "'string'")]
    public void WholeDecimalThatAFloatLoses_IsPointInvalid(string values, string type)
    {
        string error = _engine.Run($"{values} | ForEach-Object {{ @{{ time = 1; v = $_ }} }} | ConvertTo-InfluxLineProtocol m -Precision Second").FailWith("PointInvalid").ToString();

        Assert.StartsWith("Row 2, column 'v': the value '", error, StringComparison.Ordinal);
        Assert.Contains(type, error, StringComparison.Ordinal);
    }
}
