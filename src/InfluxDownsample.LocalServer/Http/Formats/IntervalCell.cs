namespace InfluxDownsample.LocalServer.Http;

/// <summary>Intervals as the server's library shows them: <c>1 mons 2 days 3 hours</c>; parts that are zero are left out.</summary>
internal static class IntervalCell
{
    public static string Text(int months, int days, long nanoseconds)
    {
        (long hours, long rest) = Math.DivRem(nanoseconds, 3_600_000_000_000);
        (long minutes, rest) = Math.DivRem(rest, 60_000_000_000);
        (long seconds, long fraction) = Math.DivRem(rest, 1_000_000_000);
        (long Count, string Unit)[] whole = [(months, "mons"), (days, "days"), (hours, "hours"), (minutes, "mins")];
        List<string> parts = [.. whole.Where(part => part.Count != 0).Select(part => $"{part.Count} {part.Unit}")];
        if (rest != 0 || parts.Count == 0)
        {
            string digits = fraction == 0 ? "" : $".{Math.Abs(fraction):D9}";
            parts.Add($"{(rest < 0 && seconds == 0 ? "-" : "")}{seconds}{digits} secs");
        }

        return string.Join(' ', parts);
    }
}
