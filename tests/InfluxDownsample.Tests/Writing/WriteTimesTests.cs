using System.Management.Automation;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Writing;

/// <summary>Times and numbers as other people's files have them.</summary>
public sealed class WriteTimesTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private readonly HostedEngine _engine = fixture.Engine;

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
    [InlineData("2026/02/01 10:11:12", "-Culture $german", 1769940672000000000)]
    [InlineData("02/01/2026 10:11:12", "-TimeFormat 'MM/dd/yyyy HH:mm:ss' -Culture $german", 1769940672000000000)]
    public void TextTime_IsReadAsItIsSaid(string text, string how, long expected)
    {
        // Made here, for not every machine knows cultures by name.
        _engine.Set("dayFirst", Cultures.Make("dd/MM/yyyy", "/"));
        _engine.Set("monthFirst", Cultures.Make("M/d/yyyy", "/"));
        _engine.Set("german", Cultures.Make("dd.MM.yyyy", ".", ",", "Februar"));

        Assert.Equal([$"m v=1.5 {expected}"], _engine.Run($"@{{ time = '{text}'; v = 1.5 }} | ConvertTo-InfluxLineProtocol m {how}").Succeed().Texts);
    }

    // A culture says in which order its own dates are; other separators are somebody else's dates.
    [Theory]
    [InlineData("12/01/2023 10:00:00", "$german", "2023-01-12T10:00:00Z", "2023-12-01T10:00:00Z", "not with '/'")]
    [InlineData("12-01-2023", "$german", "2023-01-12T00:00:00Z", "2023-12-01T00:00:00Z", "not with '-'")]
    [InlineData("03.04.2023", "$monthFirst", "2023-04-03T00:00:00Z", "2023-03-04T00:00:00Z", "not with '.'")]
    [InlineData("03.04.2023", "$dayFirst", "2023-04-03T00:00:00Z", "2023-03-04T00:00:00Z", "not with '.'")]
    [InlineData("13/01/2023", "$german", "-TimeFormat 'd/M/yyyy'", "-Culture en-GB", "not with '/'")]
    [InlineData("12/01/2023", "$yearFirst", "2023-01-12T00:00:00Z", "2023-12-01T00:00:00Z", "not with the year at the end")]
    public void DateWithSeparatorsOfAnotherCulture_IsNoGuess(string text, string culture, string first, string second, string reason)
    {
        _engine.Set("dayFirst", Cultures.Make("dd/MM/yyyy", "/"));
        _engine.Set("monthFirst", Cultures.Make("M/d/yyyy", "/"));
        _engine.Set("german", Cultures.Make("dd.MM.yyyy", ".", ","));
        _engine.Set("yearFirst", Cultures.Make("yyyy/MM/dd", "/"));

        string error = _engine.Run($"@{{ time = '{text}'; v = 1.5 }} | ConvertTo-InfluxLineProtocol m -Culture {culture}").FailWith("PointInvalid").ToString();

        Assert.All([first, second, reason], part => Assert.Contains(part, error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("12/15/2023 00:00:00", "M/d/yyyy H:mm:ss", "-Culture en-US", 1702598400000000000)]
    [InlineData("13.01.2024 05:06", "d.M.yyyy H:mm", "-Culture de-DE", 1705122360000000000)]
    [InlineData("31/01/2026", "d/M/yyyy", "-Culture en-GB", 1769817600000000000)]
    [InlineData("1/31/26 1:05 PM", "M/d/yy h:mm tt", "-Culture en-US", 1769864700000000000)]
    [InlineData("31-01-2026 00:00:00.5", "d-M-yyyy H:mm:ss.FFFFFFF", "-Culture nl-NL", 1769817600500000000)]
    public void TimeThatFitsOneOrder_IsToldHowToSayIt(string text, string format, string culture, long expected)
    {
        string error = _engine.Run($"@{{ time = '{text}'; v = 1.5 }} | ConvertTo-InfluxLineProtocol m").FailWith("PointInvalid").ToString();

        Assert.All(["not written as a time", $"-TimeFormat '{format}'", culture], part => Assert.Contains(part, error, StringComparison.Ordinal));
        Assert.Equal([$"m v=1.5 {expected}"], _engine.Run($"@{{ time = '{text}'; v = 1.5 }} | ConvertTo-InfluxLineProtocol m -TimeFormat '{format}'").Succeed().Texts);
    }

    [Theory]
    [InlineData("20260201T101112Z", 1769940672000000000)]
    [InlineData("20260201T101112.123456789Z", 1769940672123456789)]
    [InlineData("20260201T1011", 1769940660000000000)]
    [InlineData("20260201T121112+0200", 1769940672000000000)]
    [InlineData("20260201T121112+02", 1769940672000000000)]
    [InlineData("20260201T10Z", 1769940000000000000)]
    public void BasicIsoTime_IsRead(string text, long expected)
        => Assert.Equal([$"m v=1.5 {expected}"], _engine.Run($"@{{ time = '{text}'; v = 1.5 }} | ConvertTo-InfluxLineProtocol m").Succeed().Texts);

    [Theory]
    [InlineData("20150203", "2015-02-03T00:00:00Z", "1970-01-01T00:00:00.020150203Z")]
    [InlineData("22610101", "2261-01-01T00:00:00Z", "1970-01-01T00:00:00.022610101Z")]
    public void EightDigitsThatAreADate_NameBothReadings(string text, string date, string number)
    {
        ErrorRecord error = _engine.Run($"@{{ time = '{text}'; v = 1.5 }} | ConvertTo-InfluxLineProtocol m").FailWith("PointInvalid");

        Assert.All([date, number, "-TimeFormat yyyyMMdd", "-Precision"], part => Assert.Contains(part, error.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("20150203", "-Precision Nanosecond", "20150203")]
    [InlineData("20150203", "-Precision Second", "20150203")]
    [InlineData("20150203", "-TimeFormat yyyyMMdd", "1422921600000000000")]
    [InlineData("20151303", "", "20151303")]
    [InlineData("16760101", "", "16760101")]
    [InlineData("150203", "", "150203")]
    public void DigitsThatReadOneWay_AreThat(string text, string how, string expected)
        => Assert.Equal([$"m v=1.5 {expected}"], _engine.Run($"@{{ time = '{text}'; v = 1.5 }} | ConvertTo-InfluxLineProtocol m {how}").Succeed().Texts);

    [Theory]
    [InlineData("31.01.2026 12:00", "not written as a time")]
    [InlineData("2026-13-01", "not written as a time")]
    [InlineData("1500-01-01", "outside InfluxDB's range, 1677 to 2262")]
    [InlineData("2300-01-01T00:00:00Z", "outside InfluxDB's range, 1677 to 2262")]
    public void TextThatIsNoTime_IsToldWhetherFormOrRangeIsWrong(string text, string reason)
    {
        Assert.Contains(reason, _engine.Run($"@{{ time = '{text}'; v = 1.5 }} | ConvertTo-InfluxLineProtocol m").FailWith("PointInvalid").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("02/03/2015", "not written as a time")]
    [InlineData("20261302", "a number and not written as a time")]
    [InlineData("1767225600", "a number and not written as a time")]
    [InlineData("20260102T", "not written as a time")]
    [InlineData("1500-01-01", "no time between 1677 and 2262")]
    [InlineData("-999y", "no time between 1677 and 2262")]
    public void StartThatIsNoTime_IsToldWhetherFormOrRangeIsWrong(string text, string reason)
        => Assert.Contains(
            reason,
            _engine.Run($"New-InfluxDownsampleQuery -Measurement m -Every 1h -Start '{text}' -Stop 2026-01-01 -Field v").FailWith("InvalidParameter").ToString(),
            StringComparison.Ordinal);

    // Parameters take no numbers: with quotes or without, eight digits are a date, in the job's zone where it has one.
    [Theory]
    [InlineData("-Start '20260102' -Stop '20260103'", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z")]
    [InlineData("-Start 20260102 -Stop 20260103", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z")]
    [InlineData("-Start 20260102T030000Z -Stop '20260102T0600+0100'", "2026-01-02T03:00:00Z", "2026-01-02T05:00:00Z")]
    [InlineData("-Start 20260102 -Stop 20260103 -TimeZone Europe/Berlin", "2026-01-01T23:00:00Z", "2026-01-02T23:00:00Z")]
    public async Task EightDigitsOfAParameter_AreADate(string range, string start, string stop)
    {
        await using LocalServerHost server = await LocalServerHost.StartAsync(TestServers.Options);
        _engine.Run($"Connect-InfluxDatabase {server.Address} db; @{{ time = 1; v = 1.5 }} | Write-InfluxPoints m | Out-Null").Succeed();

        Answer answer = _engine.Run($"New-InfluxDownsampleQuery -Measurement m -Every 1h -Field v {range}").Succeed();

        string text = (string)answer.Output[0].Properties["Text"].Value;
        Assert.All([start, stop], time => Assert.Contains(time[..^1], text, StringComparison.Ordinal));
        Assert.Empty(answer.Warnings);
    }

    [Fact]
    public void DateOnly_IsMidnightUtcAndTimeSpanIsNoTime()
    {
        Assert.Equal(["m v=1.5 1769904000000000000"], _engine.Run("@{ time = [DateOnly]::new(2026, 2, 1); v = 1.5 } | ConvertTo-InfluxLineProtocol m").Succeed().Texts);
        ErrorRecord error = _engine.Run("@{ time = [timespan]'01:00:00'; v = 1.5 } | ConvertTo-InfluxLineProtocol m").FailWith("PointInvalid");
        Assert.All(["'time'", "TimeSpan", "is no time"], part => Assert.Contains(part, error.ToString(), StringComparison.Ordinal));
    }

    // This process knows no cultures by name; the tests in a shell of its own do.
    [Theory]
    [InlineData("''", "No culture is named")]
    [InlineData("deDE", "invariant globalization mode")]
    [InlineData("de-DE", "invariant globalization mode")]
    public void CultureThatIsNotKnown_IsABindingError(string culture, string reason)
    {
        Answer answer = _engine.Run($"[pscustomobject]@{{ time = '03.04.2026 13:00'; v = '1,5' }} | ConvertTo-InfluxLineProtocol m -Culture {culture} -InferType");

        Assert.Empty(answer.Output);
        Assert.Contains(reason, answer.FailWith("ParameterArgumentTransformationError").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void InvariantCulture_MayBeGivenAsSuch()
        => Assert.Equal(
            ["m v=1.5 1772629200000000000"],
            _engine.Run("@{ time = '03/04/2026 13:00'; v = 1.5 } | ConvertTo-InfluxLineProtocol m -Culture ([cultureinfo]::InvariantCulture)").Succeed().Texts);

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
