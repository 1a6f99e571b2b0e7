using System.Globalization;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// The SQL expression for the start of a row's window (wire reference 3.1). In UTC <c>date_bin</c> does all; by a wall clock <c>date_bin_wallclock</c>
/// does days and shorter windows, and <c>date_trunc</c> months, quarters and years.
/// </summary>
internal static class SqlWindow
{
    private static readonly (long Length, string Unit)[] s_units =
    [
        (3_600_000_000_000, "hour"), (60_000_000_000, "minute"), (1_000_000_000, "second"), (1_000_000, "millisecond"), (1000, "microsecond"), (1, "nanosecond"),
    ];

    public static string Start(InfluxDuration every, WindowZone zone, long? askedOrigin, bool fill)
    {
        if (every.Months != 0 && fill)
        {
            // date_bin_gapfill knows no months.
            throw WindowZone.NoMonths(every, "with -Fill");
        }

        if (every.Months != 0 && !zone.IsUtc)
        {
            return Truncate(every, zone, askedOrigin);
        }

        string origin = zone.Origin(every, askedOrigin) is { } clock ? $", TIMESTAMP {SqlText.Literal(zone.Text(clock))}" : "";
        string function = (zone.IsUtc ? "date_bin" : "date_bin_wallclock") + (fill ? "_gapfill" : "");
        string time = zone.IsUtc ? "time" : $"tz(time, {SqlText.Literal(zone.Name)})";
        return $"{function}(INTERVAL '{Interval(every)}', {time}{origin})";
    }

    private static string Truncate(InfluxDuration every, WindowZone zone, long? origin)
    {
        string unit = every.Months switch
        {
            1 => "month",
            3 => "quarter",
            12 => "year",
            _ => throw WindowZone.NoMonths(every, "in a time zone"),
        };
        return origin is null
            ? $"date_trunc('{unit}', tz(time, {SqlText.Literal(zone.Name)}))"
            : throw WindowZone.NoMonths(every, "in a time zone from an origin");
    }

    private static string Interval(InfluxDuration every)
    {
        (long count, string unit) = every.Months != 0 ? (every.Months, "month") : every.Days != 0 ? (every.Days, "day")
            : s_units.Where(unit => every.Nanoseconds % unit.Length == 0).Select(unit => (every.Nanoseconds / unit.Length, unit.Unit)).First();
        return string.Create(CultureInfo.InvariantCulture, $"{count} {unit}{(count == 1 ? "" : "s")}");
    }
}
