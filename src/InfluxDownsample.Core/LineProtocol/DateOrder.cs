using System.Globalization;
using System.Text.RegularExpressions;

namespace InfluxDownsample.Core.LineProtocol;

/// <summary>Which of day and month comes first in dates of digits, as far as what sets them apart tells.</summary>
internal static partial class DateOrder
{
    private static readonly string[] s_clocks = ["", " H:mm", " H:mm:ss", " H:mm:ss.FFFFFFF", " h:mm tt", " h:mm:ss tt"];

    /// <summary>
    /// What a date has that a culture's short dates have not: other separators, or the year at its end; null where it has none of that, or four digits first.
    /// </summary>
    public static string? FindOtherForm(string text, CultureInfo culture)
    {
        if (Date().Match(text) is not { Success: true } date)
        {
            return null;
        }

        DateTimeFormatInfo format = culture.DateTimeFormat;
        string own = format.ShortDatePattern;
        string pattern = string.Concat(format.GetAllDateTimePatterns('d').Where(other => other[0] == own[0]).Append(own));
        // A slash in a pattern stands for the separator.
        bool isKnown(string separator) => format.DateSeparator.Contains(separator, StringComparison.Ordinal)
            || (separator != "/" && pattern.Contains(separator, StringComparison.Ordinal));
        string? other = new[] { date.Groups["first"].Value, date.Groups["second"].Value }.FirstOrDefault(separator => !isKnown(separator));
        return other is not null ? $"with '{other}'"
            : own[0] == 'y' && date.Groups["year"].Length == 4 ? "with the year at the end"
            : null;
    }

    /// <summary>How to say the order of a text that is a date in one order only; null where no format of a few fits it.</summary>
    public static string? FindCure(string text, bool isDayFirst)
    {
        if (Date().Match(text) is not { Success: true } date)
        {
            return null;
        }

        string separator = date.Groups["first"].Value;
        string order = isDayFirst ? $"d{separator}M{separator}yy" : $"M{separator}d{separator}yy";
        string? format = new[] { order, order + "yy" }.SelectMany(static day => s_clocks.Select(clock => day + clock)).FirstOrDefault(
            fits => DateTime.TryParseExact(text, fits, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out _));
        string? culture = (separator, isDayFirst) switch
        {
            ("/", true) => "en-GB",
            ("/", false) => "en-US",
            (".", true) => "de-DE",
            ("-", true) => "nl-NL",
            _ => null,
        };
        string[] cures = [.. new[] { format is null ? null : $"-TimeFormat '{format}'", culture is null ? null : $"-Culture {culture}" }.OfType<string>()];
        return cures.Length == 0 ? null : $"Its {(isDayFirst ? "day" : "month")} comes first: say {string.Join(" or ", cures)}.";
    }

    [GeneratedRegex(
        @"(?<![0-9])[0-9]{1,2}\s*(?<first>[./-])\s*[0-9]{1,2}\s*(?<second>[./-])\s*(?<year>[0-9]{4}|[0-9]{2})(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Date();
}
