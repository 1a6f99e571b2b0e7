using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Writing;

/// <summary>Whole numbers in text that are larger than some type holds exactly.</summary>
public sealed class LargeTextNumbersTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private const string Digits45 = "123456789012345678901234567890123456789012345";

    private readonly HostedEngine _engine = fixture.Engine;

    [Theory]
    [InlineData("'18446744073709551615', '1'", "18446744073709551615u", "1u")]
    [InlineData("'12345678901234567891'", "12345678901234567891u")]
    [InlineData("'9223372036854775808', '', '0'", "9223372036854775808u", null, "0u")]
    [InlineData("'9223372036854775807', '-5'", "9223372036854775807i", "-5i")]
    // Floats that are whole numbers of many digits.
    [InlineData("'18446744073709551616', '-0.5'", "18446744073709552000", "-0.5")]
    public void TypeThatHoldsAll_IsInferred(string values, params string?[] fields)
    {
        Answer answer = Convert(values, "-InferType");

        Assert.Empty(answer.Warnings);
        Assert.Equal(
            fields.Select((field, row) => $"m {(field is null ? "" : $"w={field},")}z=\"a\" {row + 1}"),
            answer.Succeed().Texts.Select(static line => line.Replace("1.8446744073709552E+19", "18446744073709552000", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("'', ''")]
    [InlineData("'', $null, ''")]
    public void ColumnOfEmptyCells_IsLeftOut(string values)
        => Assert.All(Convert(values, "-InferType").Succeed().Texts, static line => Assert.StartsWith("m z=\"a\" ", line, StringComparison.Ordinal));

    [Theory]
    [InlineData("'1.5', '9007199254740993'", "9007199254740993")]
    [InlineData("'9007199254740993', '1.5', '-2.5'", "9007199254740993")]
    [InlineData("'18446744073709551615', '-1'", "18446744073709551615")]
    [InlineData("'18446744073709551617'", "18446744073709551617")]
    [InlineData($"'{Digits45}', '1'", Digits45)]
    public void TextThatNoTypeHolds_IsWarnedOfAsTheNumberItIs(string values, string named)
    {
        foreach (string options in new[] { "", "-InferType" })
        {
            Answer answer = Convert(values, options);

            string warning = Assert.Single(answer.Warnings);
            Assert.All(["'w'", $"('{named}')", "No type holds all of them exactly"], part => Assert.Contains(part, warning, StringComparison.Ordinal));
            // Neither would help.
            Assert.All(["-InferType", "-FieldType", "is none"], part => Assert.DoesNotContain(part, warning, StringComparison.Ordinal));
            Assert.Equal($"m w=\"{values.Split('\'')[1]}\",z=\"a\" 1", answer.Succeed().Texts[0]);
        }
    }

    [Fact]
    public void TextAmongNumbers_IsTheOneThatIsNone()
        => Assert.Contains("'x' is none", Assert.Single(Convert("'1.5', '9007199254740993', 'x'", "-InferType").Warnings), StringComparison.Ordinal);

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("' 9007199254740993 '")]
    [InlineData(Digits45)]
    public void DigitsThatAFloatLoses_AreNoFloat(string text)
        => Assert.Contains(
            "does not fit the column's type, float", Convert($"'{text.Trim('\'')}'", "-FieldType @{ w = 'float' }").FailWith("PointInvalid").ToString(), StringComparison.Ordinal);

    private Answer Convert(string values, string options)
        => _engine.Run($"{values} | ForEach-Object {{ $n = 0 }} {{ [pscustomobject][ordered]@{{ time = (++$n); w = $_; z = 'a' }} }} | ConvertTo-InfluxLineProtocol m -Precision Second {options}");
}
