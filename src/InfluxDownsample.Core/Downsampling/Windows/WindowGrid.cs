using InfluxDownsample.Core.Errors;
using NodaTime;
using NodaTime.TimeZones;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Cuts time into windows without gap or overlap. Intervals of hours and below, days, weeks (from Monday), months, quarters and years all begin
/// where the wall clock of a zone says so: a day has 23, 24 or 25 hours, and an hour in Asia/Kolkata begins at :30 UTC. Times are nanoseconds
/// since 1970-01-01 UTC. Immutable.
/// </summary>
public sealed class WindowGrid
{
    // A Monday, so that weeks begin on one.
    private static readonly LocalDateTime s_monday = new(1969, 12, 29, 0, 0);
    private static readonly LocalDateTime s_epoch = new(1970, 1, 1, 0, 0);

    // Calendars end soon after InfluxDB's times do.
    private const long Longest = 100L * 366 * InfluxDuration.NanosecondsPerDay;

    private readonly DateTimeZone _zone;
    private readonly LocalDateTime _origin;
    private readonly long _phase;

    /// <summary>Creates a grid.</summary>
    /// <param name="every">The length of a window.</param>
    /// <param name="timeZone">The zone whose wall clock counts; null is UTC.</param>
    /// <param name="origin">A time at which a window begins; null takes midnight of 1970-01-01, for weeks a Monday.</param>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: an empty interval or an unknown zone.</exception>
    public WindowGrid(InfluxDuration every, string? timeZone = null, long? origin = null)
    {
        if (every.IsZero)
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter, "-Every must be longer than zero.") { Target = "Every" };
        }

        if (every.ShortestNanoseconds > Longest)
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter, $"-Every {every} is too long: InfluxDB's times are all within six hundred years.")
            {
                Target = "Every",
                Advice = "Give at most 100y.",
            };
        }

        Every = every;
        _zone = TimeZones.Find(timeZone);
        LocalDateTime midnight = every.IsWeeks ? s_monday : s_epoch;
        _origin = origin is { } time ? TimeZones.ToInstant(time).InZone(_zone).LocalDateTime : midnight;
        _phase = every.IsCalendar ? 0 : Modulo(LocalNanoseconds(_origin), every.Nanoseconds);
    }

    /// <summary>The length of a window.</summary>
    public InfluxDuration Every { get; }

    /// <summary>The zone's name.</summary>
    public string TimeZone => _zone.Id;

    internal DateTimeZone Zone => _zone;

    /// <summary>The window that holds a time.</summary>
    public Window At(long time)
    {
        long start = Floor(time);
        return new Window(start, Next(start));
    }

    /// <summary>The start of the window that holds a time.</summary>
    public long Floor(long time) => Every.IsCalendar ? CalendarEdge(CalendarIndex(time)) : FloorFixed(time);

    /// <summary>The first window start at or after a time.</summary>
    public long Ceiling(long time)
    {
        long floor = Floor(time);
        return floor == time ? time : Next(floor);
    }

    /// <summary>The start of the window after the one that holds a time.</summary>
    public long Next(long time)
    {
        if (!Every.IsCalendar)
        {
            return NextFixed(time);
        }

        long index = CalendarIndex(time);
        long next;
        do
        {
            // Where a zone left out a whole day, two edges fall together.
            next = CalendarEdge(++index);
        }
        while (next <= time);
        return next;
    }

    /// <summary>The windows between two edges, as few runs of one length as possible.</summary>
    internal IEnumerable<WindowRun> Runs(long from, long to)
    {
        WindowRun? before = null;
        for (long start = from; start < to;)
        {
            WindowRun run = RunAt(start, to);
            start = run.End;
            if (before is { } known && known.Length != run.Length)
            {
                yield return known;
                before = run;
            }
            else
            {
                before = before is { } same ? same with { Count = same.Count + run.Count } : run;
            }
        }

        if (before is { } last)
        {
            yield return last;
        }
    }

    /// <summary>
    /// Finds the first window between two edges that does not begin or end where a window of a finer grid does; null when each is made of whole ones.
    /// </summary>
    internal Window? FindMisaligned(WindowGrid finer, long from, long to)
    {
        foreach (WindowRun run in Runs(from, to))
        {
            for (long start = run.Start; start < run.End;)
            {
                if (finer.Floor(start) != start || finer.Floor(start + run.Length) != start + run.Length)
                {
                    return new Window(start, start + run.Length);
                }

                start += run.Length * finer.CountAlike(start, run);
            }
        }

        return null;
    }

    // Windows of a run that lie on this grid as the one at that start does: until this grid's clocks are changed.
    private long CountAlike(long start, WindowRun run)
    {
        if (Every.IsCalendar || run.Length % Every.Nanoseconds != 0)
        {
            return 1;
        }

        ZoneInterval interval = _zone.GetZoneInterval(TimeZones.ToInstant(start));
        long end = interval.HasEnd && interval.End < TimeZones.ToInstant(run.End) ? TimeZones.ToNanoseconds(interval.End) : run.End;
        return Math.Max(1, (end - start) / run.Length);
    }

    /// <summary>
    /// The first moment in a range at which the clocks go back over an edge that is not where they go back to; null when there is none. A server that bins by
    /// the wall clock then counts rows of the second pass in a window before the one that time has come to (wire reference 3.1).
    /// </summary>
    internal long? FindTornSetBack(long from, long to)
    {
        for (ZoneInterval interval = _zone.GetZoneInterval(TimeZones.ToInstant(from)); interval.HasEnd && interval.End < TimeZones.ToInstant(to);)
        {
            ZoneInterval next = _zone.GetZoneInterval(interval.End);
            long change = TimeZones.ToNanoseconds(interval.End);
            long after = change + OffsetOf(next);
            long before = change + OffsetOf(interval);
            if (Every.Months == 0 && after < before && WallFloor(after) != after && WallFloor(before - 1) > after)
            {
                return change;
            }

            interval = next;
        }

        return null;
    }

    private long WallFloor(long wall) => wall - Modulo(wall - LocalNanoseconds(_origin), Every.ShortestNanoseconds);

    /// <summary>How many windows lie between two edges.</summary>
    internal long Count(long from, long to) => Runs(from, to).Sum(run => run.Count);

    // As long as the clocks are not changed, windows of hours and days repeat.
    private WindowRun RunAt(long start, long to)
    {
        long next = Next(start);
        long length = next - start;
        if (Every.Months != 0 || length != Every.ShortestNanoseconds)
        {
            return new WindowRun(start, length, 1);
        }

        ZoneInterval interval = _zone.GetZoneInterval(TimeZones.ToInstant(start));
        long end = interval.HasEnd && interval.End < TimeZones.ToInstant(to) ? TimeZones.ToNanoseconds(interval.End) - 1 : to;
        return new WindowRun(start, length, Math.Max(1, (end - start) / length));
    }

    private long CalendarIndex(long time)
    {
        LocalDateTime local = TimeZones.ToInstant(time).InZone(_zone).LocalDateTime;
        long index = Every.Months != 0
            ? FloorDivide(((local.Year - _origin.Year) * 12) + local.Month - _origin.Month, Every.Months)
            : FloorDivide(Period.DaysBetween(_origin.Date, local.Date), Every.Days);

        // The guess goes by date; the time of day of the origin and skipped days can put it beside.
        while (CalendarEdge(index) > time)
        {
            index--;
        }

        while (CalendarEdge(index + 1) <= time)
        {
            index++;
        }

        return index;
    }

    // A wall clock time that comes twice is the earlier one; one that never comes is the moment the clocks went forward.
    private long CalendarEdge(long index)
    {
        LocalDateTime local = Every.Months != 0
            ? _origin.PlusMonths(checked((int)(index * Every.Months)))
            : _origin.PlusDays(checked((int)(index * Every.Days)));
        ZoneLocalMapping mapping = _zone.MapLocal(local);
        return TimeZones.ToNanoseconds(mapping.Count == 0 ? mapping.LateInterval.Start : mapping.First().ToInstant());
    }

    private long FloorFixed(long time)
    {
        while (true)
        {
            ZoneInterval interval = _zone.GetZoneInterval(TimeZones.ToInstant(time));
            long offset = OffsetOf(interval);
            long edge = checked(time - Modulo(time + offset - _phase, Every.Nanoseconds));
            if (!interval.HasStart)
            {
                return edge;
            }

            long change = TimeZones.ToNanoseconds(interval.Start);
            long offsetBefore = OffsetOf(_zone.GetZoneInterval(interval.Start - Duration.Epsilon));
            if (edge >= change && !IsSecondPass(edge, change, offset, offsetBefore))
            {
                return edge;
            }

            // The clocks went forward over an edge: the window begins where they did.
            if (edge < change && offset > offsetBefore && edge + offset >= change + offsetBefore)
            {
                return change;
            }

            time = change - 1;
        }
    }

    private long NextFixed(long time)
    {
        while (true)
        {
            ZoneInterval interval = _zone.GetZoneInterval(TimeZones.ToInstant(time));
            long edge = checked(time - Modulo(time + OffsetOf(interval) - _phase, Every.Nanoseconds) + Every.Nanoseconds);
            bool withinInterval = !interval.HasEnd || TimeZones.ToInstant(edge) < interval.End;
            long candidate = withinInterval ? edge : TimeZones.ToNanoseconds(interval.End);
            if (FloorFixed(candidate) == candidate)
            {
                return candidate;
            }

            time = candidate;
        }
    }

    // When the clocks go back an hour, windows of up to an hour come twice, longer ones just get longer.
    private bool IsSecondPass(long edge, long change, long offset, long offsetBefore)
        => offset < offsetBefore && Every.Nanoseconds > offsetBefore - offset && edge + offset < change + offsetBefore;

    private static long OffsetOf(ZoneInterval interval) => interval.WallOffset.Nanoseconds;

    private static long LocalNanoseconds(LocalDateTime local) => TimeZones.ToNanoseconds(local.InUtc().ToInstant());

    private static long Modulo(long value, long divisor) => ((value % divisor) + divisor) % divisor;

    private static long FloorDivide(long value, long divisor) => (value - Modulo(value, divisor)) / divisor;
}
