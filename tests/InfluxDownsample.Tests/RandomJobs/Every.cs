using NodaTime;

namespace InfluxDownsample.Tests.RandomJobs;

/// <summary>An interval, and where a zone's wall clock cuts time by it: found by looking at the clock every few minutes.</summary>
/// <param name="Text">As a command takes it.</param>
/// <param name="Minutes">How long it is on the clock; 0 for months.</param>
/// <param name="Months">Or how many months.</param>
internal sealed record Every(string Text, int Minutes, int Months = 0)
{
    private const int StepMinutes = 15;

    private static readonly LocalDateTime s_epoch = new(1970, 1, 1, 0, 0);
    private static readonly LocalDateTime s_monday = new(1969, 12, 29, 0, 0);

    public static readonly Every[] All =
    [
        new("15m", 15), new("30m", 30), new("1h", 60), new("2h", 120), new("3h", 180), new("6h", 360), new("7h", 420), new("12h", 720),
        new("1d", 1440), new("2d", 2880), new("1w", 10080), new("1mo", 0, 1), new("1q", 0, 3), new("1y", 0, 12),
    ];

    /// <summary>The longest window.</summary>
    public long Longest => RawRow.Minute * (Months > 0 ? Months * 31 * 1440 : Minutes + 120);

    /// <summary>The starts of windows, from the one that holds the first time to the one that begins after the last.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="origin">Where a window begins; null as the calendar has it.</param>
    /// <param name="from">The first time.</param>
    /// <param name="to">The last.</param>
    public List<long> Edges(DateTimeZone zone, long? origin, long from, long to)
    {
        const long Step = StepMinutes * RawRow.Minute;
        LocalDateTime zero = Zero(origin, zone);
        List<long> edges = [];
        long begin = from - Longest - Step;
        begin -= ((begin % Step) + Step) % Step;
        long highest = long.MaxValue;
        LocalDateTime before = Local(begin, zone);
        for (long time = begin; edges.Count == 0 || edges[^1] <= to; time += Step)
        {
            LocalDateTime clock = Local(time, zone);
            long number = Number(clock, zero);
            bool isSetBack = clock < before;
            // Windows that are no longer than what is set back come twice; a longer one just gets longer.
            if (time > begin && (number > highest || (isSetBack && Repeats(before, clock) && Number(clock.PlusNanoseconds(-1), zero) != number)))
            {
                edges.Add(time);
            }

            highest = time == begin || number > highest || (isSetBack && Repeats(before, clock)) ? number : highest;
            before = clock;
        }

        return edges[Math.Max(0, edges.FindLastIndex(edge => edge <= from))..];
    }

    /// <summary>Whether a window shorter than a day would begin at a time that a zone's clock leaves out in a range.</summary>
    public bool IsSkipped(DateTimeZone zone, long? origin, long from, long to)
        => Minutes is > 0 and < 1440
            && Edges(zone, origin, from, to).Exists(edge => Since(Zero(origin, zone), Local(edge, zone)) % (Minutes * TimeSpan.TicksPerMinute) != 0);

    /// <summary>Whether a window would begin within what a zone's clock shows twice in a range, but not at its start: servers tear windows there.</summary>
    public bool IsTorn(DateTimeZone zone, long? origin, long from, long to)
    {
        const long Step = StepMinutes * RawRow.Minute;
        LocalDateTime zero = Zero(origin, zone);
        for (long time = from - (from % Step); Months == 0 && time < to; time += Step)
        {
            LocalDateTime before = Local(time - 100, zone);
            LocalDateTime after = Local(time, zone);
            if (after < before && Number(after, zero) != Number(before, zero) && Since(zero, after) % (Minutes * TimeSpan.TicksPerMinute) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static long Since(LocalDateTime zero, LocalDateTime clock) => (clock.ToDateTimeUnspecified() - zero.ToDateTimeUnspecified()).Ticks;

    private LocalDateTime Zero(long? origin, DateTimeZone zone) => origin is { } given ? Local(given, zone) : Text.EndsWith('w') ? s_monday : s_epoch;

    private bool Repeats(LocalDateTime before, LocalDateTime after)
        => Months == 0 && Minutes <= Period.Between(after, before, PeriodUnits.Minutes).Minutes + StepMinutes;

    private static LocalDateTime Local(long time, DateTimeZone zone) => Instant.FromUnixTimeTicks(time / 100).InZone(zone).LocalDateTime;

    // Which window on the clock.
    private long Number(LocalDateTime clock, LocalDateTime zero) => Months > 0
        ? Floor((clock.Year * 12) + clock.Month - 1, Months)
        : Floor(Since(zero, clock), Minutes * TimeSpan.TicksPerMinute);

    private static long Floor(long value, long divisor) => (value - (((value % divisor) + divisor) % divisor)) / divisor;
}
