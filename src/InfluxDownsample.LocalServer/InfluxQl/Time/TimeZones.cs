using InfluxDownsample.LocalServer.InfluxQl.Planning;

namespace InfluxDownsample.LocalServer.InfluxQl.Time;

/// <summary>The time zones of the query engine (the IANA names).</summary>
internal static class TimeZones
{
    private static readonly Lazy<HashSet<string>> s_names = new(() =>
        Scratch.Rows("SELECT name FROM pg_timezone_names()").Select(row => (string)row[0]!).ToHashSet(StringComparer.Ordinal));

    public static bool Exists(string name) => s_names.Value.Contains(name);

    /// <summary>The instant at which a clock in the zone first shows this wall-clock time; one that is skipped counts as shortly after.</summary>
    /// <remarks><c>wallClock</c>: Nanoseconds since 1970-01-01T00:00:00 on that clock.</remarks>
    public static long ToUtc(long wallClock, string zone) =>
        Scratch.Value<long>($"SELECT {new ZoneSql(zone).Earliest("w")} FROM (SELECT $1::BIGINT AS w)", wallClock);
}
