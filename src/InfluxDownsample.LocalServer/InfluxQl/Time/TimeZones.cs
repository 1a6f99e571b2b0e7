using InfluxDownsample.LocalServer.InfluxQl.Planning;

namespace InfluxDownsample.LocalServer.InfluxQl.Time;

/// <summary>The time zones of the query engine (the IANA names).</summary>
internal static class TimeZones
{
    private const long Day = 86_400_000_000_000;
    private const long Step = Day / 4;
    private const int MaxSteps = 4_000;

    private static readonly Lazy<HashSet<string>> s_names = new(() =>
        Scratch.Rows("SELECT name FROM pg_timezone_names()").Select(row => (string)row[0]!).ToHashSet(StringComparer.Ordinal));

    public static bool Exists(string name) => s_names.Value.Contains(name);

    /// <summary>The instant at which a clock in the zone first shows a time, or null for a time that is skipped.</summary>
    /// <remarks><paramref name="wallClock"/>: nanoseconds since 1970-01-01T00:00:00 on that clock.</remarks>
    public static long? ToUtc(long wallClock, string zone)
    {
        var clock = new ZoneSql(zone);
        object?[] row = Scratch.Rows(
            $"SELECT first_instant, first_instant + {clock.Offset("first_instant")} = wall FROM ({clock.WithInstants("SELECT $1::BIGINT AS wall")})",
                wallClock)[0];
        return row[1] is true ? (long)row[0]! : null;
    }

    /// <summary>The offset from UTC that holds over a whole range, or null when it changes or the range is too long to tell.</summary>
    public static long? ConstantOffset(string zone, Int128 from, Int128 to)
    {
        if (from < long.MinValue || to > long.MaxValue || (to - from) / Step > MaxSteps)
        {
            return null;
        }

        // no zone changes its offset twice within hours
        object?[] offsets = Scratch.Rows(
            $"SELECT min(o), max(o) FROM (SELECT {new ZoneSql(zone).Offset("i")} AS o "
                + $"FROM (SELECT unnest(range($1::BIGINT, $2::BIGINT, {Step}) || [$2::BIGINT]) AS i))",
            (long)from,
            (long)to)[0];
        return Equals(offsets[0], offsets[1]) ? (long)offsets[0]! : null;
    }
}
