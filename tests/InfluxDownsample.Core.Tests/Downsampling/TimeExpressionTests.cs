using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using Xunit;

namespace InfluxDownsample.Core.Tests.Downsampling;

public class TimeExpressionTests
{
    private const string Now = "2026-03-31T12:00:00Z";

    [Theory]
    [InlineData("now", null, "2026-03-31T12:00:00Z")]
    [InlineData("now()", null, "2026-03-31T12:00:00Z")]
    [InlineData("-24h", null, "2026-03-30T12:00:00Z")]
    [InlineData("now() - 90m", null, "2026-03-31T10:30:00Z")]
    [InlineData("now+1h", null, "2026-03-31T13:00:00Z")]
    [InlineData("-7d", null, "2026-03-24T12:00:00Z")]
    // The clocks went forward on the 29th: the same wall clock time was an hour later in UTC.
    [InlineData("-7d", "Europe/Berlin", "2026-03-24T13:00:00Z")]
    [InlineData("-1mo", null, "2026-02-28T12:00:00Z")]
    [InlineData("-1y", null, "2025-03-31T12:00:00Z")]
    [InlineData("2026-01-31", null, "2026-01-31T00:00:00Z")]
    // Text without an offset is the zone's; one with an offset means what it says.
    [InlineData("2026-01-31", "Europe/Berlin", "2026-01-30T23:00:00Z")]
    [InlineData("2026-07-31 12:00:00.123456789", "Europe/Berlin", "2026-07-31T10:00:00.123456789Z")]
    [InlineData("2026-01-31T12:00:00Z", "Europe/Berlin", "2026-01-31T12:00:00Z")]
    [InlineData("2026-01-31T12:00:00-05:00", "Asia/Kolkata", "2026-01-31T17:00:00Z")]
    // Left out by the clocks, and there twice.
    [InlineData("2026-03-29T02:30:00", "Europe/Berlin", "2026-03-29T01:30:00Z")]
    [InlineData("2026-10-25T02:30:00", "Europe/Berlin", "2026-10-25T00:30:00Z")]
    [InlineData("2026-01-31T12:00:00.123456789+02:00", null, "2026-01-31T10:00:00.123456789Z")]
    public void Absolute_and_relative_times_are_read(string text, string? zone, string expected)
        => Assert.Equal(expected, TimeText.Format(TimeExpression.Parse(text, At(Now), zone, "Start")));

    [Theory]
    [InlineData("")]
    [InlineData("24h")]
    [InlineData("yesterday")]
    [InlineData("now-")]
    [InlineData("-1")]
    [InlineData("2026-13-01")]
    [InlineData("-900y")]
    [InlineData("+2200000h")]
    public void What_is_no_time_is_refused(string text)
    {
        InfluxException error = Assert.Throws<InfluxException>(() => TimeExpression.Parse(text, At(Now), null, "Start"));

        Assert.Equal(InfluxErrorId.InvalidParameter, error.Id);
        Assert.Contains("-Start", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_zone_is_refused()
    {
        InfluxException error = Assert.Throws<InfluxException>(() => TimeExpression.Parse("-1d", At(Now), "Europe/Atlantis", "Start"));

        Assert.Equal((InfluxErrorId.InvalidParameter, "There is no time zone 'Europe/Atlantis'."), (error.Id, error.Message));
    }

    [Theory]
    [InlineData("Europe/Berln", "Did you mean 'Europe/Berlin'?")]
    [InlineData("europe/berlin", "Did you mean 'Europe/Berlin'?")]
    [InlineData("Eurpe/Berlin", "Did you mean 'Europe/Berlin'?")]
    [InlineData("berlin", "Did you mean 'Europe/Berlin'?")]
    [InlineData("America/Argentina/Buenos Aires", "Did you mean 'America/Argentina/Buenos_Aires'?")]
    [InlineData("asia/calcuta", "Did you mean 'Asia/Calcutta'?")]
    public void A_misspelt_zone_has_near_names(string zone, string told)
    {
        InfluxException error = Assert.Throws<InfluxException>(() => TimeExpression.Parse("-1d", At(Now), zone, "Start"));

        Assert.Equal((InfluxErrorId.InvalidParameter, $"There is no time zone '{zone}'. {told}"), (error.Id, error.Message));
    }

    private static long At(string text) => TimeText.TryParse(text, out long nanoseconds) ? nanoseconds : throw new FormatException(text);
}
