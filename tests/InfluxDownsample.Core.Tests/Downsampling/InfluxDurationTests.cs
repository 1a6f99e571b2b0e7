using CsCheck;
using InfluxDownsample.Core.Errors;
using Xunit;

namespace InfluxDownsample.Core.Tests.Downsampling;

public class InfluxDurationTests
{
    [Theory]
    [InlineData("5ns", 0, 0, 5L)]
    [InlineData("10us", 0, 0, 10_000L)]
    [InlineData("10µs", 0, 0, 10_000L)]
    [InlineData("10ms", 0, 0, 10_000_000L)]
    [InlineData("30s", 0, 0, 30_000_000_000L)]
    [InlineData("15m", 0, 0, 900_000_000_000L)]
    [InlineData("1h", 0, 0, 3_600_000_000_000L)]
    [InlineData(" 1h30m ", 0, 0, 5_400_000_000_000L)]
    [InlineData("24h", 0, 0, 86_400_000_000_000L)]
    [InlineData("1d", 0, 1, 0L)]
    [InlineData("1w", 0, 7, 0L)]
    [InlineData("1mo", 1, 0, 0L)]
    [InlineData("1q", 3, 0, 0L)]
    [InlineData("1y", 12, 0, 0L)]
    [InlineData("0", 0, 0, 0L)]
    public void Every_unit_is_read(string text, int months, int days, long nanoseconds)
    {
        InfluxDuration duration = InfluxDuration.Parse(text, "Every");

        Assert.Equal((months, days, nanoseconds), (duration.Months, duration.Days, duration.Nanoseconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("1")]
    [InlineData("h")]
    [InlineData("-1h")]
    [InlineData("1H")]
    [InlineData("1.5h")]
    [InlineData("1d12h")]
    [InlineData("1mo1d")]
    [InlineData("1 h")]
    [InlineData("1fortnight")]
    [InlineData("9999999999999h")]
    [InlineData("99999999999d")]
    public void What_is_no_duration_is_refused(string? text)
    {
        InfluxException error = Assert.Throws<InfluxException>(() => InfluxDuration.Parse(text, "Every"));

        Assert.Equal(InfluxErrorId.InvalidParameter, error.Id);
        Assert.Contains("-Every", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("90m", "90m")]
    [InlineData("60m", "1h")]
    [InlineData("14d", "2w")]
    [InlineData("3mo", "1q")]
    [InlineData("24mo", "2y")]
    [InlineData("1000us", "1ms")]
    [InlineData("0ns", "0s")]
    public void It_prints_in_the_largest_unit_that_fits(string text, string printed)
        => Assert.Equal(printed, InfluxDuration.Parse(text, "Every").ToString());

    [Fact]
    public void What_is_printed_reads_back_the_same()
        => Gen.OneOf(
                Gen.Long[0, long.MaxValue].Select(InfluxDuration.FromNanoseconds),
                Gen.Long[0, 200].Select(hours => InfluxDuration.FromNanoseconds(hours * 3_600_000_000_000)),
                Gen.Int[1, 10_000].Select(InfluxDuration.FromDays),
                Gen.Int[1, 1000].Select(InfluxDuration.FromMonths))
            .Sample(duration => Assert.Equal(duration, InfluxDuration.Parse(duration.ToString(), "Every")));

    // What does not fit 64 bits is as long as they hold: longer than all times of InfluxDB lie apart.
    [Theory]
    [InlineData("106751d", 9_223_286_400_000_000_000)]
    [InlineData("106752d", long.MaxValue)]
    [InlineData("1000000d", long.MaxValue)]
    [InlineData("300000000w", long.MaxValue)]
    [InlineData("3812mo", 9_221_990_400_000_000_000)]
    [InlineData("3813mo", long.MaxValue)]
    [InlineData("1000y", long.MaxValue)]
    [InlineData("178000000y", long.MaxValue)]
    [InlineData("1y", 29_030_400_000_000_000)]
    public void The_shortest_length_never_wraps(string text, long nanoseconds)
        => Assert.Equal(nanoseconds, InfluxDuration.Parse(text, "Every").ShortestNanoseconds);

    [Theory]
    [InlineData("1h", "1m", true)]
    [InlineData("1h", "7m", false)]
    [InlineData("1d", "1h", true)]
    [InlineData("1d", "7h", false)]
    [InlineData("1w", "1d", true)]
    [InlineData("1w", "7h", false)]
    [InlineData("2w", "2d", false)]
    [InlineData("2w", "1w", true)]
    [InlineData("336h", "1w", false)]
    [InlineData("1mo", "1d", true)]
    [InlineData("1mo", "1w", false)]
    [InlineData("1mo", "1h", true)]
    [InlineData("1y", "1q", true)]
    [InlineData("1q", "2mo", false)]
    [InlineData("1d", "1mo", false)]
    [InlineData("1m", "1h", false)]
    public void A_tier_is_a_multiple_of_the_one_below(string every, string below, bool expected)
        => Assert.Equal(expected, InfluxDuration.Parse(every, "Every").IsMultipleOf(InfluxDuration.Parse(below, "Every")));
}
