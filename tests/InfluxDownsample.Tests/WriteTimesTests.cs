using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests;

/// <summary>Times and numbers as other people's files have them.</summary>
public sealed class WriteTimesTests : IDisposable
{
    private readonly HostedEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("02/01/2026 00:00:00", "2026-01-02T00:00:00Z", "2026-02-01T00:00:00Z")]
    [InlineData("3/4/2026 5:06", "2026-04-03T05:06:00Z", "2026-03-04T05:06:00Z")]
    public void TextThatReadsTwoWays_NamesBoth(string text, string dayFirst, string monthFirst)
    {
        ErrorRecord error = _engine.Run($"@{{ time = '{text}'; v = 1.5 }} | ConvertTo-InfluxLineProtocol m").FailWith("PointInvalid");

        Assert.All([dayFirst, monthFirst, "-TimeFormat", "-Culture", "'time'"], part => Assert.Contains(part, error.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2026-02-01T10:11:12.123456789Z", "", 1769940672123456789)]
    [InlineData("2026-02-01 10:11:12", "", 1769940672000000000)]
    [InlineData("2026-02-01T10:11:12+02:00", "", 1769933472000000000)]
    [InlineData("01.02.2026 10:11:12", "-TimeFormat 'dd.MM.yyyy HH:mm:ss'", 1769940672000000000)]
    [InlineData("02/01/26 10:11", "-TimeFormat 'dd.MM.yyyy', 'MM/dd/yy HH:mm'", 1769940660000000000)]
    [InlineData("01/02/2026 10:11:12", "-Culture $dayFirst", 1769940672000000000)]
    [InlineData("02/01/2026 10:11:12 AM", "-Culture $monthFirst", 1769940672000000000)]
    [InlineData("01.02.2026 10:11:12", "-Culture $german", 1769940672000000000)]
    [InlineData("1. Februar 2026", "-TimeFormat 'd. MMMM yyyy' -Culture $german", 1769904000000000000)]
    [InlineData("1769940672", "-Precision Second", 1769940672)]
    public void TextTime_IsReadAsItIsSaid(string text, string how, long expected)
    {
        // Made here, for not every machine knows cultures by name.
        _engine.Set("dayFirst", Cultures.Make("dd/MM/yyyy", "/"));
        _engine.Set("monthFirst", Cultures.Make("M/d/yyyy", "/"));
        _engine.Set("german", Cultures.Make("dd.MM.yyyy", ".", ",", "Februar"));

        Assert.Equal([$"m v=1.5 {expected}"], _engine.Run($"@{{ time = '{text}'; v = 1.5 }} | ConvertTo-InfluxLineProtocol m {how}").Succeed().Texts);
    }

    [Theory]
    [InlineData("31/01/2026 00:00:00")]
    [InlineData("yesterday")]
    [InlineData("")]
    public void OtherText_IsNoTime(string text) => _engine.Run($"@{{ time = '{text}'; v = 1.5 }} | ConvertTo-InfluxLineProtocol m").FailWith("PointInvalid");

    [Theory]
    [InlineData("Second", "1767225600")]
    [InlineData("Millisecond", "1767225600123")]
    [InlineData("Microsecond", "1767225600123456")]
    [InlineData("Nanosecond", "1767225600123456789")]
    public void NumberAsTime_IsInTheUnitOfThePrecision(string precision, string number)
    {
        Answer answer = _engine.Run($"@{{ time = {number}; v = 1.5 }}, @{{ time = -5; v = 1.5 }} | ConvertTo-InfluxLineProtocol m -Precision {precision}").Succeed();

        Assert.Equal([$"m v=1.5 {number}", "m v=1.5 -5"], answer.Texts);
        Assert.Empty(answer.Warnings);
    }

    [Theory]
    [InlineData("1767225600", "Second")]
    [InlineData("1767225600123", "Millisecond")]
    [InlineData("1767225600123456", "Microsecond")]
    public void NumberBefore1971_IsWarnedOfOnceWithItsUnit(string number, string unit)
    {
        string warning = Assert.Single(_engine.Run($"1..3 | ForEach-Object {{ @{{ time = {number} + $_; v = 1.5 }} }} | ConvertTo-InfluxLineProtocol m").Succeed().Warnings);

        Assert.Contains($"-Precision {unit}", warning, StringComparison.Ordinal);
        Assert.Empty(_engine.Run("@{ time = 1767225600123456789; v = 1.5 } | ConvertTo-InfluxLineProtocol m").Succeed().Warnings);
    }

    [Fact]
    public void NumberBeyondTheRange_IsPointInvalid()
        => _engine.Run("@{ time = 1767225600123456789; v = 1.5 } | ConvertTo-InfluxLineProtocol m -Precision Second").FailWith("PointInvalid");

    [Fact]
    public void BigInteger_IsAnUnsignedInteger()
    {
        Assert.Equal(
            ["m a=18446744073709551615u,b=7u 1", "m a=5u 2"],
            _engine.Run("""
                [pscustomobject][ordered]@{ time = 1; a = ('{"u":18446744073709551615}' | ConvertFrom-Json).u; b = [bigint]7 }, [pscustomobject][ordered]@{ time = 2; a = 5 } | ConvertTo-InfluxLineProtocol m
                """).Succeed().Texts);
        Assert.Contains("'a'", _engine.Run("@{ time = 1; a = [bigint]::Parse('18446744073709551616') } | ConvertTo-InfluxLineProtocol m").FailWith("PointInvalid").ToString(), StringComparison.Ordinal);
    }
}
