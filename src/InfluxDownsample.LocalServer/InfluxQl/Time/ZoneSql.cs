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
    /// The rows, which have wall-clock times in a column <c>wall</c>, with two more columns. <c>first_instant</c> is when clocks
    /// first show that time; when they never do (spring), the time keeps the offset from before the change. <c>second_instant</c>
    /// is when they show it again (autumn), or null.
    /// </summary>
    public string WithInstants(string rows)
    {
        // A day before and a day after: zones change their offset less often than that. Where both agree, nothing changes in between.
        string offsets = $"SELECT *, {Offset($"wall - {Day}")} AS offset_before, {Offset($"wall + {Day}")} AS offset_after FROM ({rows})";
        string candidates = $"SELECT *, wall - offset_before AS early, wall - offset_after AS late FROM ({offsets})";
        string earlyIsShown = $"{Offset("early")} = offset_before";
        string lateIsShown = $"{Offset("late")} = offset_after";
        return "SELECT * EXCLUDE (offset_before, offset_after, early, late), "
            + $"CASE WHEN offset_before = offset_after THEN early WHEN {lateIsShown} AND NOT {earlyIsShown} THEN late ELSE early END AS first_instant, "
            + $"CASE WHEN offset_before > offset_after AND {lateIsShown} AND {earlyIsShown} THEN late END AS second_instant "
            + $"FROM ({candidates})";
    }
}
