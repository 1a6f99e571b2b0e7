using InfluxDownsample.LocalServer.InfluxQl.Planning;

namespace InfluxDownsample.LocalServer.InfluxQl.Time;

/// <summary>
/// Wall-clock arithmetic on nanoseconds as DuckDB SQL. The engine's own functions stop at microseconds, so only the zone's
/// offset comes from them, and everything else is integer arithmetic.
/// </summary>
internal sealed class ZoneSql(string zone)
{
    private const string Day = "86400000000000";
    private readonly string _zone = SqlText.String(zone);

    /// <summary>Nanoseconds the zone's clocks are ahead of UTC at an instant.</summary>
    public string Offset(string instant) =>
        $"((epoch_us(timezone({_zone}, make_timestamptz(({instant}) // 1000))) - ({instant}) // 1000) * 1000)";

    /// <summary>
    /// The first instant at which clocks show <paramref name="wallClock"/>. When they never do (spring forward), the time keeps
    /// the offset from before the change.
    /// </summary>
    public string Earliest(string wallClock)
    {
        (string before, string after) = Candidates(wallClock);
        return $"(CASE WHEN {IsShownAt(after, wallClock)} AND NOT {IsShownAt(before, wallClock)} THEN {after} ELSE {before} END)";
    }

    /// <summary>The second instant at which clocks show <paramref name="wallClock"/> (autumn), or null when there is none.</summary>
    public string Repeated(string wallClock)
    {
        (string before, string after) = Candidates(wallClock);
        return $"(CASE WHEN {before} < {after} AND {IsShownAt(after, wallClock)} AND {IsShownAt(before, wallClock)} THEN {after} END)";
    }

    // a day before and a day after: zones change their offset less often than that
    private (string Before, string After) Candidates(string wallClock) =>
        ($"({wallClock} - {Offset($"{wallClock} - {Day}")})", $"({wallClock} - {Offset($"{wallClock} + {Day}")})");

    private string IsShownAt(string instant, string wallClock) => $"({instant} + {Offset(instant)} = {wallClock})";
}
