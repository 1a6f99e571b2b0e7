using System.Globalization;
using InfluxDownsample.LocalServer.Sql.Binding;

namespace InfluxDownsample.LocalServer.Sql.Time;

/// <summary>Wall clocks of time zones over BIGINT nanoseconds, by DuckDB's own zone data so that every host gives the same answer.</summary>
internal static class ZoneSql
{
    private static readonly HashSet<string> s_utc = new(StringComparer.OrdinalIgnoreCase)
    {
        "UTC", "UCT", "Zulu", "Universal", "GMT", "GMT0", "GMT+0", "GMT-0", "Greenwich",
        "Etc/UTC", "Etc/UCT", "Etc/Zulu", "Etc/Universal", "Etc/GMT", "Etc/GMT0", "Etc/Greenwich",
    };

    public static bool IsUtc(string? zone) => zone is null || s_utc.Contains(zone) || TimestampText.OffsetSeconds(zone) == 0;

    /// <summary>What the clock in the zone shows at the instant, as if it were UTC.</summary>
    public static string Local(string instant, string? zone) => IsUtc(zone) ? instant : $"({instant} + {Offset(instant, zone!)})";

    /// <summary>
    /// The instant at which the clock in the zone shows a time. A time shown twice means the earlier instant; one that is skipped
    /// is taken with the offset from before the clock was moved.
    /// </summary>
    public static string Instant(string local, string? zone) => IsUtc(zone) ? local : Instant(local, zone!, shortBin: null);

    /// <summary>The start of the wall-clock bin that holds the instant. // wire reference 3.1</summary>
    /// <param name="instant">The time.</param>
    /// <param name="zone">Whose clock.</param>
    /// <param name="width">Nanoseconds.</param>
    /// <param name="origin">A wall-clock time that begins a bin.</param>
    /// <param name="hasDays">Bins written in days count as long ones.</param>
    public static string WallclockBin(string instant, string? zone, long width, long origin, bool hasDays)
    {
        string bin = TimeSql.Bin(Local(instant, zone), width, origin);
        if (IsUtc(zone))
        {
            return bin;
        }

        // bins no longer than the repeated hour exist twice: once per offset
        return Instant(bin, zone!, hasDays ? null : (width, $"({bin} - {Offset(instant, zone!)})"));
    }

    /// <summary>The instants at which the clock may show a time: by the offset of the day before and by that of the day after.</summary>
    public static (string Earlier, string Later) Candidates(string local, string zone)
    {
        string day = Literals.Sql(TimeSql.NanosecondsPerDay);
        return ($"({local} - {Offset($"({local} - {day})", zone)})", $"({local} - {Offset($"({local} + {day})", zone)})");
    }

    private static string Instant(string local, string zone, (long Width, string Instant)? shortBin)
    {
        if (TimestampText.OffsetSeconds(zone) is { } seconds)
        {
            return $"({local} - {Literals.Sql(seconds * 1_000_000_000L)})";
        }

        (string earlier, string later) = Candidates(local, zone);
        string earlierIsShown = $"({Local(earlier, zone)} = {local})";
        string laterIsShown = $"({Local(later, zone)} = {local})";
        string twice = shortBin is not { } bin
            ? ""
            : $"WHEN {later} - {earlier} >= {Literals.Sql(bin.Width)} AND {earlierIsShown} AND {laterIsShown} THEN {bin.Instant} ";
        return $"(CASE {twice}WHEN {laterIsShown} AND NOT {earlierIsShown} THEN {later} ELSE {earlier} END)";
    }

    /// <summary>Nanoseconds to add to an instant to get the wall clock.</summary>
    private static string Offset(string instant, string zone)
    {
        if (TimestampText.OffsetSeconds(zone) is { } seconds)
        {
            return Literals.Sql(seconds * 1_000_000_000L);
        }

        // offsets change at whole seconds, so microseconds are fine enough
        string micros = $"({instant} // 1000)";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"((epoch_us(timezone({Literals.Sql(zone)}, timezone('UTC', make_timestamp({micros})))) - {micros}) * 1000)");
    }
}
