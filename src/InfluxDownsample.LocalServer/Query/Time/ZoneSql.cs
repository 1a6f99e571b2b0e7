namespace InfluxDownsample.LocalServer.Query;

/// <summary>DuckDB expressions over the wall clocks of time zones, by <see cref="ZoneFunctions"/>.</summary>
internal static class ZoneSql
{
    private static readonly HashSet<string> s_utc = new(StringComparer.OrdinalIgnoreCase)
    {
        "UTC", "UCT", "Zulu", "Universal", "GMT", "GMT0", "GMT+0", "GMT-0", "Greenwich",
        "Etc/UTC", "Etc/UCT", "Etc/Zulu", "Etc/Universal", "Etc/GMT", "Etc/GMT0", "Etc/Greenwich",
    };

    public static bool IsUtc(string? zone) => zone is null || s_utc.Contains(zone) || TimestampText.OffsetSeconds(zone) == 0;

    /// <summary>What the clock in the zone shows at the instant, as if it were UTC.</summary>
    public static string Local(string instant, string? zone) => IsUtc(zone) ? instant : $"{ZoneFunctions.Local}({Name(zone!)}, {instant})";

    /// <summary>The first instant at which the clock in the zone shows a time.</summary>
    public static string Instant(string local, string? zone) => IsUtc(zone) ? local : $"{ZoneFunctions.Instant}({Name(zone!)}, {local})";

    /// <summary>The last instant at which the clock in the zone shows a time.</summary>
    public static string LaterInstant(string local, string zone) => IsUtc(zone) ? local : $"{ZoneFunctions.LaterInstant}({Name(zone)}, {local})";

    /// <summary>The start of the wall-clock bin that holds the instant. Bins written in days count as long ones. // wire reference 3.1</summary>
    public static string WallclockBin(string instant, string? zone, long width, long origin, bool hasDays) => IsUtc(zone)
        ? TimeSql.Bin(instant, width, origin)
        : $"{(hasDays ? ZoneFunctions.DayBin : ZoneFunctions.Bin)}({Name(zone!)}, {instant}, {Literals.Sql(width)}, {Literals.Sql(origin)})";

    /// <summary>
    /// The starts of the wall-clock bins from the one that holds an instant to the one that holds another, as a query with a column <c>bucket</c>: every
    /// time the clock's grid shows, at both instants it may be shown at, brought to the start of the bin it lies in.
    /// </summary>
    public static string WallclockBins(string first, string last, string? zone, long width, long origin, bool hasDays)
    {
        if (IsUtc(zone))
        {
            return $"SELECT bucket FROM {Grid(first, last, width, origin, margin: 0)}";
        }

        string Bin(string instant) => WallclockBin(instant, zone, width, origin, hasDays);
        string grid = Grid(Local(first, zone), Local(last, zone), width, origin, margin: 1);
        string instants = $"SELECT unnest([{Instant("bucket", zone)}, {LaterInstant("bucket", zone!)}]) AS instant FROM {grid}";
        return $"SELECT DISTINCT bucket FROM (SELECT {Bin("instant")} AS bucket FROM ({instants}) AS instants) AS bins "
            + $"WHERE bucket BETWEEN {Bin(first)} AND {Bin(last)}";
    }

    /// <summary>Bins at even distances: a relation with the column <c>bucket</c>.</summary>
    private static string Grid(string first, string last, long width, long origin, int margin)
    {
        string beyond = Literals.Sql(margin * width);
        (string from, string to) = (TimeSql.Bin(first, width, origin), TimeSql.Bin(last, width, origin));
        return $"range({from} - {beyond}, {to} + {beyond} + 1, {Literals.Sql(width)}) AS grid(bucket)";
    }

    private static string Name(string zone) => Literals.Sql(zone);
}
