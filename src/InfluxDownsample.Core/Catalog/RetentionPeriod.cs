using System.Globalization;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Catalog;

/// <summary>Reads how long rows are to be kept.</summary>
public static class RetentionPeriod
{
    /// <summary>
    /// Reads a period. It has a fixed length on every edition: a month is 30 days and a year 365, as InfluxDB's documentation counts them (wire reference 6.1).
    /// </summary>
    /// <param name="text">A duration, or <c>none</c>.</param>
    /// <returns>The period; null keeps rows for ever.</returns>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: no duration, or one that is no whole number of seconds.</exception>
    public static TimeSpan? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            // A variable that holds nothing must not keep rows for ever, and never those that were to go.
            throw new InfluxException(InfluxErrorId.InvalidParameter, "-RetentionPeriod is empty.") { Advice = "To keep rows for ever give None." };
        }

        if (text.Trim().ToLowerInvariant() is "none" or "infinite")
        {
            return null;
        }

        InfluxDuration duration = InfluxDuration.Parse(text, "RetentionPeriod");
        if (duration.IsZero || duration.Nanoseconds % 1_000_000_000 != 0)
        {
            // On Core, 0d would hide every row.
            throw new InfluxException(InfluxErrorId.InvalidParameter, $"-RetentionPeriod is '{text}'; it must be a second or more, in whole seconds.")
            {
                Target = text,
                Advice = "To keep rows for ever give None.",
            };
        }

        Int128 days = duration.Months != 0 ? ((Int128)duration.Months / 12 * 365) + (duration.Months % 12 * 30) : duration.Days;
        Int128 nanoseconds = days != 0 ? days * InfluxDuration.NanosecondsPerDay : duration.Nanoseconds;
        // Servers keep it in 64 bits, and one that is longer may wrap around to minutes there.
        return nanoseconds <= long.MaxValue ? TimeSpan.FromTicks((long)nanoseconds / TimeSpan.NanosecondsPerTick)
            : throw new InfluxException(InfluxErrorId.InvalidParameter, $"-RetentionPeriod '{text}' is too long: servers count it in 64 bits of nanoseconds.")
            {
                Target = text,
                Advice = "Give at most 106751d, or None to keep rows for ever.",
            };
    }

    /// <summary>A period in words, as it is typed: in the largest unit that leaves nothing over.</summary>
    /// <param name="period">The period; null keeps rows for ever.</param>
    public static string Describe(TimeSpan? period) => period is { } kept ? $"for {Text(kept)}" : "for ever";

    private static string Text(TimeSpan kept)
    {
        (long unit, string name) = kept.Ticks % TimeSpan.TicksPerDay == 0 ? (TimeSpan.TicksPerDay, "d")
            : kept.Ticks % TimeSpan.TicksPerHour == 0 ? (TimeSpan.TicksPerHour, "h")
            : kept.Ticks % TimeSpan.TicksPerMinute == 0 ? (TimeSpan.TicksPerMinute, "m")
            : (TimeSpan.TicksPerSecond, "s");
        return string.Create(CultureInfo.InvariantCulture, $"{kept.Ticks / unit}{name}");
    }
}
