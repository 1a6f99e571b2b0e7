using InfluxDownsample.LocalServer.InfluxQl.Resolving;
using InfluxDownsample.LocalServer.InfluxQl.Time;

namespace InfluxDownsample.LocalServer.InfluxQl.Planning;

/// <summary>
/// The windows of GROUP BY time(). They start at multiples of the interval from 1970-01-01 (a Thursday), shifted by the
/// offset; with tz() the clocks of the zone count. // wire reference 2.4, 3.4
/// </summary>
internal sealed class TimeBuckets(GroupInterval interval, string? zone)
{
    private readonly ZoneSql? _zone = zone is null or "UTC" ? null : new ZoneSql(zone);

    public long Duration => interval.Duration;

    /// <summary>The same rows with the start of their window in a column <c>bucket</c>.</summary>
    public string WithBucket(string rows)
    {
        if (_zone is null)
        {
            return $"SELECT *, {Floor("time")} AS bucket FROM ({rows})";
        }

        string wall = $"SELECT *, {Floor("time + shift")} AS wall FROM (SELECT *, {_zone.Offset("time")} AS shift FROM ({rows}))";
        string starts = $"SELECT *, {_zone.Earliest("wall")} AS first_start, {_zone.Repeated("wall")} AS second_start FROM ({wall})";
        return "SELECT * EXCLUDE (shift, wall, first_start, second_start), "
            + $"CASE WHEN {IsSecondWindow} AND shift = wall - second_start THEN second_start ELSE first_start END AS bucket FROM ({starts})";
    }

    /// <summary>The start of the window an instant lies in.</summary>
    public string Start(long instant) => _zone is null
        ? SqlText.Integer(Floor(instant))
        : $"(SELECT bucket FROM ({WithBucket($"SELECT {SqlText.Integer(instant)} AS time")}))";

    /// <summary>Rows of one column <c>start</c>: every window start from one to another, both included.</summary>
    public string Starts(string first, string last)
    {
        string step = SqlText.Integer(Duration);
        if (_zone is null)
        {
            return $"SELECT unnest(range({first}, {last} + 1, {step})) AS start";
        }

        string bounds = $"SELECT {first} AS first, {last} AS last";
        string wallBounds = $"SELECT first, last, {Floor($"first + {_zone.Offset("first")}")} AS wall_first, {Floor($"last + {_zone.Offset("last")}")} AS wall_last FROM ({bounds})";
        string walls = $"SELECT first, last, unnest(range(wall_first, wall_last + 1, {step})) AS wall FROM ({wallBounds})";
        string starts = $"SELECT first, last, {_zone.Earliest("wall")} AS first_start, {_zone.Repeated("wall")} AS second_start FROM ({walls})";
        string both = $"SELECT first, last, first_start AS start FROM ({starts}) UNION SELECT first, last, second_start FROM ({starts}) WHERE {IsSecondWindow}";
        return $"SELECT start FROM ({both}) WHERE start BETWEEN first AND last";
    }

    // an hour that comes twice is two windows, unless one window is longer than what is repeated
    private string IsSecondWindow => $"second_start IS NOT NULL AND second_start - first_start >= {SqlText.Integer(Duration)}";

    private long Floor(long instant)
    {
        Int128 rest = ((Int128)instant - interval.Offset) % Duration;
        Int128 start = instant - (rest < 0 ? rest + Duration : rest);
        return (long)(start < long.MinValue ? start + Duration : start);
    }

    private string Floor(string instant)
    {
        string step = SqlText.Integer(Duration);
        long offset = interval.Offset % Duration;
        string shifted = offset == 0 ? instant : $"{instant} - {SqlText.Integer(offset)}";
        return $"(({instant}) - ((({shifted}) % {step} + {step}) % {step}))";
    }
}
