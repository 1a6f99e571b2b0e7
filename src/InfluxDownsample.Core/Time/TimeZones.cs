using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;
using NodaTime;
using NodaTime.TimeZones;

namespace InfluxDownsample.Core.Time;

/// <summary>Time zones by name, from the tz database that comes along, and instants in nanoseconds.</summary>
internal static class TimeZones
{
    /// <summary>The IANA names of all zones, in order.</summary>
    public static IReadOnlyCollection<string> Names => DateTimeZoneProviders.Tzdb.Ids;

    /// <summary>Finds a zone.</summary>
    /// <param name="name">An IANA name such as <c>Europe/Berlin</c>, or a Windows one; null or empty is UTC.</param>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: there is no such zone.</exception>
    public static DateTimeZone Find(string? name)
    {
        if (string.IsNullOrEmpty(name) || name.Equals("UTC", StringComparison.OrdinalIgnoreCase))
        {
            return DateTimeZone.Utc;
        }

        DateTimeZone? zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(name);
        if (zone is null && TzdbDateTimeZoneSource.Default.WindowsToTzdbIds.TryGetValue(name, out string? id))
        {
            zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);
        }

        return zone ?? throw new InfluxException(InfluxErrorId.InvalidParameter, $"There is no time zone '{name}'. {NearNames.Ask(Near(name))}".TrimEnd())
        {
            Target = name,
            Advice = "Use a name such as Europe/Berlin, Asia/Kolkata or UTC; capitals count.",
        };
    }

    // By the city, in the region where there is such a one: other regions have none that is meant.
    private static string[] Near(string name)
    {
        string region = RegionOf(name);
        string[] zones = [.. Names.Where(zone => region.Length > 0 && RegionOf(zone).Equals(region, StringComparison.OrdinalIgnoreCase))];
        ILookup<string, string> byCity = (zones.Length > 0 ? zones : [.. Names]).ToLookup(CityOf, StringComparer.OrdinalIgnoreCase);
        string city = CityOf(name);
        return byCity.Contains(city) ? [.. byCity[city]] : [.. NearNames.Find(city, byCity.Select(zone => zone.Key)).SelectMany(near => byCity[near])];
    }

    private static string RegionOf(string zone) => zone[..Math.Max(0, zone.LastIndexOf('/'))];

    private static string CityOf(string zone) => zone[(zone.LastIndexOf('/') + 1)..];

    public static Instant ToInstant(long nanoseconds) => NodaConstants.UnixEpoch + Duration.FromNanoseconds(nanoseconds);

    /// <exception cref="OverflowException">The instant is outside 1677 to 2262.</exception>
    public static long ToNanoseconds(Instant instant) => (instant - NodaConstants.UnixEpoch).ToInt64Nanoseconds();
}
