using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Points;
using NodaTime;
using Xunit;

namespace InfluxDownsample.Core.Tests.Downsampling;

/// <summary>
/// Days, weeks, months, quarters and years of ten years against a walk: the instants are gone through quarter of an hour by quarter of an hour, the wall clock of
/// the zone shows a date, and a window begins where the date is the first one of a new day, Monday, month, quarter or year.
/// </summary>
public class CalendarWindowsTests
{
    private static readonly DateTime s_from = new(2019, 12, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime s_to = new(2030, 2, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly TimeSpan s_step = TimeSpan.FromMinutes(15);

    private static readonly (string Every, Func<DateTime, int> Number)[] s_units =
    [
        ("1d", date => (int)(date.Ticks / TimeSpan.TicksPerDay)),
        // 1 January of the year 1 was a Monday.
        ("1w", date => (int)(date.Ticks / TimeSpan.TicksPerDay / 7)),
        ("1mo", date => (date.Year * 12) + date.Month),
        ("1q", date => (date.Year * 4) + ((date.Month - 1) / 3)),
        ("1y", date => date.Year),
    ];

    [Theory]
    [InlineData("UTC")]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    [InlineData("Asia/Kolkata")]
    [InlineData("Australia/Lord_Howe")]
    public void Windows_begin_where_a_walk_over_the_wall_clock_sees_a_new_date(string zone)
    {
        DateTimeZone clock = DateTimeZoneProviders.Tzdb[zone];
        List<long>[] walked = [.. s_units.Select(_ => new List<long>())];
        int[] last = [.. s_units.Select(unit => unit.Number(Date(s_from - s_step, clock)))];
        for (DateTime time = s_from; time < s_to; time += s_step)
        {
            DateTime date = Date(time, clock);
            for (int unit = 0; unit < s_units.Length; unit++)
            {
                int number = s_units[unit].Number(date);
                if (number != last[unit])
                {
                    last[unit] = number;
                    walked[unit].Add(UnixNanoseconds.FromDateTime(time));
                }
            }
        }

        for (int unit = 0; unit < s_units.Length; unit++)
        {
            Assert.True(walked[unit].Count >= 10, s_units[unit].Every);
            var grid = new WindowGrid(InfluxDuration.Parse(s_units[unit].Every, "Every"), zone);
            List<long> planned = [walked[unit][0]];
            foreach (WindowRun run in grid.Runs(walked[unit][0], walked[unit][^1]))
            {
                Enumerable.Range(0, (int)run.Count).ToList().ForEach(_ => planned.Add(planned[^1] + run.Length));
            }

            Assert.Equal(walked[unit], planned);
            Assert.All(walked[unit].Skip(1).Zip(walked[unit]), pair => Assert.Equal(pair.Second, grid.Floor(pair.First - 1)));
        }
    }

    private static DateTime Date(DateTime time, DateTimeZone clock) => Instant.FromDateTimeUtc(time).InZone(clock).Date.ToDateTimeUnspecified();
}
