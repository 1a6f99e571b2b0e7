using System.Globalization;

namespace InfluxDownsample.Tests.RandomJobs;

/// <summary>A raw row with two tags and a field of each type, of which any may be missing.</summary>
internal sealed record RawRow(string? Room, string? Floor, long Time, long? I, ulong? U, double? F, string? S, bool? B)
{
    public const long Minute = 60_000_000_000;

    private static readonly string?[] s_rooms = ["lab", "hall 1", null];
    private static readonly string?[] s_floors = ["1", null];
    private static readonly string[] s_texts = ["on", "off", "", "ä, \"quoted\""];
    private static readonly long[] s_huge =
        [long.MaxValue, long.MinValue, long.MaxValue - 1, 9_007_199_254_740_993, -9_007_199_254_740_995, 1L << 62, -(1L << 62)];
    private static readonly ulong[] s_hugeUnsigned = [ulong.MaxValue, 1UL << 63, 9_007_199_254_740_993];

    public object? Value(char field) => field switch { 'i' => I, 'u' => U, 'f' => F, 's' => S, _ => B };

    public string? Tag(string name) => name == "room" ? Room : Floor;

    /// <summary>Rows of up to six series, some at equal times, in order of time.</summary>
    /// <param name="random">What draws.</param>
    /// <param name="selection">In the range of this, and a window on either side.</param>
    /// <param name="isWhole">Whether each field of each row has a value.</param>
    /// <param name="isHuge">Whether integers may be so large that sums do not fit.</param>
    public static RawRow[] Draw(Random random, Selection selection, bool isWhole, bool isHuge)
    {
        long from = selection.Start - selection.Every.Longest;
        long length = selection.Stop + selection.Every.Longest - from;
        List<long> edges = selection.Every.Edges(selection.Clock, selection.Origin, selection.Start, selection.Stop);
        long[] times = [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => Time())];
        return
        [
            .. Enumerable.Range(0, random.Next(0, 60))
                .Select(_ => new RawRow(
                    Pick(random, s_rooms), Pick(random, s_floors), random.Next(2) == 0 ? Pick(random, times) : Time(),
                    Some(Integer()), Some(Unsigned()), Some(random.Next(8) == 0 ? random.Next(-3, 4) : (random.NextDouble() * 100) - 50),
                    isWhole || random.Next(3) > 0 ? Pick(random, s_texts) : null, Some(random.Next(2) == 0)))
                .DistinctBy(row => (row.Room, row.Floor, row.Time)).OrderBy(row => row.Time),
        ];

        // Some on the edges of windows, or just before.
        long Time() => random.Next(3) > 0 ? (from + random.NextInt64(length)) / 100 * 100 : Pick(random, edges) - (100 * random.Next(2));

        T? Some<T>(T value)
            where T : struct => isWhole || random.Next(4) > 0 ? value : null;

        long Integer() => isHuge && random.Next(3) == 0 ? Pick(random, s_huge) : random.Next(-9, 10);

        ulong Unsigned() => isHuge && random.Next(3) == 0 ? Pick(random, s_hugeUnsigned) : (ulong)random.Next(0, 20);
    }

    /// <summary>One of these.</summary>
    public static T Pick<T>(Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];

    /// <summary>The row in line protocol, its time as text behind an @.</summary>
    public string Line(string measurement)
    {
        string tags = (Room is null ? "" : $",room={Room.Replace(" ", "\\ ", StringComparison.Ordinal)}") + (Floor is null ? "" : $",floor={Floor}");
        IEnumerable<string?> fields =
        [
            "row=true",
            I is null ? null : string.Create(CultureInfo.InvariantCulture, $"i={I}i"),
            U is null ? null : string.Create(CultureInfo.InvariantCulture, $"u={U}u"),
            F is { } number ? "f=" + number.ToString("R", CultureInfo.InvariantCulture) : null,
            S is null ? null : $"s=\"{S.Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
            B is { } flag ? flag ? "b=true" : "b=false" : null,
        ];
        string time = DateTime.UnixEpoch.AddTicks(Time / 100).ToString("O", CultureInfo.InvariantCulture);
        return $"{measurement}{tags} {string.Join(',', fields.OfType<string>())}@{time}";
    }
}
