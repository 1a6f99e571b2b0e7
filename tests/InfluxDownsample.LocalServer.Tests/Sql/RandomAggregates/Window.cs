using System.Globalization;
using NodaTime;

namespace InfluxDownsample.LocalServer.Tests.Sql.RandomAggregates;

/// <summary>A way to cut time into windows: SQL's text for it and the start of the window of an instant.</summary>
/// <param name="Sql">The arguments of a bin function; null where all rows are one group.</param>
/// <param name="Width">The width of a window in nanoseconds, an hour more or less where clocks change.</param>
/// <param name="Start">The start of the window that holds an instant.</param>
internal sealed record Window(string? Sql, long Width, Func<long, long> Start)
{
    public const long Hour = 3_600_000_000_000;

    private static readonly DateTimeZone s_berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    /// <summary>By the clock of Berlin?</summary>
    public bool IsWallclock { get; init; }

    public static Window None { get; } = new(null, 0, _ => 0);

    public static Window Fixed(int hours, int origin)
    {
        long width = hours * Hour;
        long start = origin * Hour / 4;
        return new(
            string.Create(CultureInfo.InvariantCulture, $"INTERVAL '{hours} hours', time, to_timestamp_nanos({start})"),
            width,
            instant => instant - (((instant - start) % width + width) % width));
    }

    /// <summary>Windows of Berlin's clock; six hours and whole days begin at hours that every day has.</summary>
    public static Window Berlin(int hours)
    {
        (int count, string unit) = hours % 24 == 0 ? (hours / 24, "days") : (hours, "hours");
        string interval = string.Create(CultureInfo.InvariantCulture, $"{count} {unit}");
        return new($"INTERVAL '{interval}', tz(time, 'Europe/Berlin')", hours * Hour, instant => BerlinStart(instant, hours * 3600)) { IsWallclock = true };
    }

    public string Expression(bool gapFill) => $"date_bin{(IsWallclock ? "_wallclock" : "")}{(gapFill ? "_gapfill" : "")}({Sql})";

    /// <summary>Every window from that of the first instant to that of the last.</summary>
    public IEnumerable<long> Between(long first, long last)
    {
        for (long start = Start(first); start <= Start(last); start = Start(start + Width + (IsWallclock ? 2 * Hour : 0)))
        {
            yield return start;
        }
    }

    private static long BerlinStart(long instant, int seconds)
    {
        Duration shown = Instant.FromUnixTimeTicks(instant / 100).InZone(s_berlin).LocalDateTime.InUtc().ToInstant() - NodaConstants.UnixEpoch;
        long whole = (long)Math.Floor(shown.TotalSeconds / seconds) * seconds;
        return s_berlin.AtLeniently(NodaConstants.UnixEpoch.Plus(Duration.FromSeconds(whole)).InUtc().LocalDateTime).ToInstant().ToUnixTimeTicks() * 100;
    }
}
