using System.Globalization;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// The SQL expression for the start of a row's window (wire reference 3.1). In UTC <c>date_bin</c> does all; by a wall clock <c>date_bin_wallclock</c>
/// does days and shorter windows, and <c>date_trunc</c> months, quarters and years; all of them put a window where <see cref="WindowGrid"/> does.
/// </summary>
internal static class SqlWindow
{
    private static readonly (long Length, string Unit)[] s_units =
    [
        (3_600_000_000_000, "hour"), (60_000_000_000, "minute"), (1_000_000_000, "second"),
        (1_000_000, "millisecond"), (1000, "microsecond"), (1, "nanosecond"),
    ];

    // More would make a statement that is slow to plan.
    private const int MaxListedWindows = 1000;

    public static string Start(DownsampleQueryOptions options)
    {
        InfluxDuration every = options.Every;
        WindowZone zone = new(options.TimeZone);
        bool fill = options.Fill != WindowFill.None;
        if (every.Months != 0 && fill)
        {
            // date_bin_gapfill knows no months.
            throw WindowZone.NoMonths(every, "with -Fill");
        }

        if (every.Months != 0 && !zone.IsUtc)
        {
            return Truncate(options, zone.Name) ?? List(options, zone.Name);
        }

        string origin = zone.Origin(every, options.Origin) is not { } clock ? ""
            : zone.IsUtc ? $", {SqlText.Timestamp(clock)}" : $", TIMESTAMP {SqlText.Literal(zone.Text(clock))}";
        string function = (zone.IsUtc ? "date_bin" : "date_bin_wallclock") + (fill ? "_gapfill" : "");
        string time = zone.IsUtc ? "time" : $"tz(time, {SqlText.Literal(zone.Name)})";
        return $"{function}(INTERVAL '{Interval(every)}', {time}{origin})";
    }

    private static string? Truncate(DownsampleQueryOptions options, string zone)
    {
        string? unit = options.Every.Months switch
        {
            1 => "month",
            3 => "quarter",
            12 => "year",
            _ => null,
        };
        return unit is null || options.Origin is not null ? null : $"date_trunc('{unit}', tz(time, {SqlText.Literal(zone)}))";
    }

    // No function does other windows of months by a wall clock, so they are listed.
    private static string List(DownsampleQueryOptions options, string zone)
    {
        if (options.Start is not { } start || options.Stop is not { } stop)
        {
            throw WindowZone.NoMonths(options.Every, "in a time zone without -Start and -Stop");
        }

        WindowGrid grid = new(options.Every, zone, options.Origin);
        List<string> branches = [];
        for (Window window = grid.At(start); window.Start < stop; window = grid.At(window.End))
        {
            branches.Add($"WHEN time < {SqlText.Timestamp(window.End)} THEN {SqlText.Timestamp(window.Start)}");
            if (branches.Count > MaxListedWindows)
            {
                throw WindowZone.NoMonths(options.Every, "in a time zone over so long a range");
            }
        }

        return $"CASE {string.Join(' ', branches)} END";
    }

    private static string Interval(InfluxDuration every)
    {
        (long count, string unit) = every.Months != 0 ? (every.Months, "month") : every.Days != 0 ? (every.Days, "day")
            : s_units.Where(unit => every.Nanoseconds % unit.Length == 0).Select(unit => (every.Nanoseconds / unit.Length, unit.Unit)).First();
        return string.Create(CultureInfo.InvariantCulture, $"{count} {unit}{(count == 1 ? "" : "s")}");
    }
}
