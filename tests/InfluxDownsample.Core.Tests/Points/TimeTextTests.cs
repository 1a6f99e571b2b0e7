using CsCheck;
using InfluxDownsample.Core.Points;
using Xunit;

namespace InfluxDownsample.Core.Tests.Points;

public class TimeTextTests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("1970-01-01T00:00:00.123456789Z", 123456789)]
    [InlineData("1969-12-31T23:59:59.999999999Z", -1)]
    [InlineData("1970-01-01 01:00:00+01:00", 0)]
    [InlineData("2024-02-29T23:59:59Z", 1_709_251_199_000_000_000)]
    [InlineData("1678-01-01T00:00:00Z", -9_214_560_000_000_000_000)]
    [InlineData("1677-12-31T00:00:00Z", -9_214_646_400_000_000_000)]
    [InlineData("1970-01-02", 86_400_000_000_000)]
    [InlineData("1970-01-01T00:00:00.5", 500_000_000)]
    public void TryParse_IsoText_GivesExactNanoseconds(string text, long nanoseconds)
    {
        Assert.True(TimeText.TryParse(text, out long parsed));
        Assert.Equal(nanoseconds, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("01/02/2026")]
    [InlineData("1970-01-01T00:00:00.1234567891Z")]
    [InlineData("2026-02-29T00:00:00Z")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-00-01T00:00:00Z")]
    [InlineData("2026-01-01T24:00:00Z")]
    [InlineData("2026-01-01T00:60:00Z")]
    [InlineData("2026-01-01T0x:00:00Z")]
    [InlineData("1600-01-01T00:00:00Z")]
    [InlineData("2500-01-01T00:00:00Z")]
    public void TryParse_Other_IsFalse(string text) => Assert.False(TimeText.TryParse(text, out _));

    [Fact]
    public void Format_AnyTime_ParsesBackEqual()
        => Gen.Long[UnixNanoseconds.MinValue, UnixNanoseconds.MaxValue].Sample(
            nanoseconds => TimeText.TryParse(TimeText.Format(nanoseconds), out long parsed) && parsed == nanoseconds);

    [Fact]
    public void ToDateTime_BeforeAndAfterEpoch_CutsDownTo100Nanoseconds()
    {
        Assert.Equal(DateTime.UnixEpoch.AddTicks(-1), UnixNanoseconds.ToDateTime(-1));
        Assert.Equal(DateTime.UnixEpoch.AddTicks(1), UnixNanoseconds.ToDateTime(199));
        Assert.Equal(DateTimeKind.Utc, UnixNanoseconds.ToDateTime(0).Kind);
    }
}
