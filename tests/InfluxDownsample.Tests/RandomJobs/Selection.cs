using System.Globalization;
using NodaTime;

namespace InfluxDownsample.Tests.RandomJobs;

/// <summary>What both commands are told: windows, functions, series, rows.</summary>
internal sealed record Selection(
    Every Every, string? Zone, long? Origin, long Start, long Stop, IReadOnlyList<(char Field, string[] Functions)> Columns, string Aggregates, string[]? Tags,
    string Where, Func<RawRow, bool> Passes)
{
    public static readonly string[] AllTags = ["floor", "room"];

    private static readonly string?[] s_zones = [null, null, "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Beirut"];

    private static readonly (string Text, Func<RawRow, bool> Passes)[] s_filters =
    [
        ("room = 'lab'", row => row.Room == "lab"), ("room = 'hall 1','lab'", row => row.Room is not null),
        ("floor = $null", row => row.Floor is null), ("floor = $null,'1'; b = $true", row => row.B == true),
        ("i = 1,2,3,-4,5", row => row.I is 1 or 2 or 3 or -4 or 5), ("s = 'on'", row => row.S == "on"), ("u = 7,8,9", row => row.U is 7 or 8 or 9),
    ];

    // Near the days on which clocks are changed.
    private static readonly string[] s_days = ["2026-03-27", "2026-03-28", "2026-10-23", "2026-10-31", "2026-04-03", "2026-01-30", "2026-03-07"];

    /// <summary>The zone by its rules.</summary>
    public DateTimeZone Clock => Zone is null ? DateTimeZone.Utc : DateTimeZoneProviders.Tzdb[Zone];

    /// <summary>The tags that tell series apart.</summary>
    public string[] SeriesTags => Tags ?? AllTags;

    /// <summary>Draws one.</summary>
    public static Selection Draw(Random random, Every[] intervals)
    {
        Every every = RawRow.Pick(random, intervals);
        DateTime day = DateTime.ParseExact(RawRow.Pick(random, s_days), "yyyy-MM-dd", CultureInfo.InvariantCulture);
        long start = (day.AddMinutes(15 * random.Next(96)).Ticks - DateTime.UnixEpoch.Ticks) * 100;
        long length = Math.Max(random.Next(1, 5) * 1440 * RawRow.Minute, random.Next(1, 4) * every.Longest) + (random.Next(96) * 15 * RawRow.Minute);
        (IReadOnlyList<(char, string[])> columns, string aggregates, bool isUnfit) = DrawColumns(random);
        (string where, Func<RawRow, bool> passes) = random.Next(3) == 0 ? RawRow.Pick(random, s_filters) : ("", _ => true);
        long? origin = every.Months == 0 && random.Next(5) == 0 ? start + (random.Next(-400, 400) * 15 * RawRow.Minute) : null;
        string[]? tags = RawRow.Pick(random, new string[]?[] { null, null, ["room"], ["room", "floor"], [] });
        return new Selection(every, RawRow.Pick(random, s_zones), origin, start, start + length, columns, aggregates, tags, where, passes) { IsUnfit = isUnfit };
    }

    /// <summary>Whether no field can have what the functions ask for.</summary>
    public bool IsUnfit { get; init; }

    /// <summary>The parameters in PowerShell.</summary>
    public string Parameters => $"-Every {Every.Text} -Start {Time(Start)} -Stop {Time(Stop)}{Aggregates}"
        + (Zone is null ? "" : $" -TimeZone {Zone}") + (Origin is { } origin ? $" -Origin {Time(origin)}" : "")
        + (Tags is null ? "" : Tags.Length == 0 ? " -Tag @()" : $" -Tag {string.Join(',', Tags)}") + (Where.Length == 0 ? "" : $" -Where @{{ {Where} }}");

    /// <summary>The rows in a range that pass, by window and series.</summary>
    public IEnumerable<(long Start, long End, string Series, RawRow[] Rows)> Groups(IEnumerable<RawRow> rows, long from, long to)
    {
        List<long> edges = Every.Edges(Clock, Origin, from, to);
        return rows.Where(row => row.Time >= from && row.Time < to && Passes(row))
            .GroupBy(row => (Window: edges.FindLastIndex(edge => edge <= row.Time), Series: SeriesOf(row)))
            .Select(group => (edges[group.Key.Window], edges[group.Key.Window + 1], group.Key.Series, group.ToArray()));
    }

    /// <summary>The name of the column of a function.</summary>
    public static string NameOf(char field, string function, int functions) => functions > 1 ? $"{field}_{function}" : field.ToString();

    public string SeriesOf(RawRow row) => string.Join('|', SeriesTags.Order(StringComparer.Ordinal).Select(tag => row.Tag(tag) ?? ""));

    /// <summary>A time as ISO 8601 in UTC.</summary>
    public static string Time(long time) => DateTime.UnixEpoch.AddTicks(time / 100).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static (IReadOnlyList<(char, string[])>, string, bool) DrawColumns(Random random)
    {
        char[] fields = [.. "iufsb".OrderBy(_ => random.Next()).Take(random.Next(1, 6)).Order()];
        string[] names = Names();
        if (random.Next(3) > 0)
        {
            return ([.. fields.Select(field => (field, Function.For(field, names)))], $" -Field {string.Join(',', fields)} -Aggregate {Quoted(names)}", Function.SuitNone(fields, names));
        }

        // By field: a number that is named has its own, all others what stands behind the star.
        string[] own = Names();
        char named = RawRow.Pick(random, ['i', 'u', 'f']);
        return (
            [.. "iufsb".Select(field => (field, Function.For(field, field == named ? own : names)))],
            $" -Field i,u,f,s,b -Aggregate @{{ {named} = {Quoted(own)}; '*' = {Quoted(names)} }}", false);

        string[] Names() => [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => RawRow.Pick(random, Function.Names))];

        static string Quoted(string[] names) => string.Join(',', names.Select(name => $"'{name}'"));
    }
}
