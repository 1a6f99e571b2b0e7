using System.Text.RegularExpressions;

namespace InfluxDownsample.Core.Points;

/// <summary>ISO 8601's basic format, without dashes and colons: <c>20260131T120000Z</c>, <c>20260131T1200+0200</c>.</summary>
internal static partial class BasicTimeText
{
    /// <summary>The same time with dashes and colons; null when the text is not in the basic format.</summary>
    public static string? ToExtended(ReadOnlySpan<char> text)
    {
        if (text.Length < "20260131T12".Length || text[8] != 'T' || Form().Match(text.ToString()) is not { Success: true } match)
        {
            return null;
        }

        string part(string name, string other) => match.Groups[name] is { Success: true } group ? group.Value : other;
        string offset = match.Groups["sign"].Success ? $"{part("sign", "")}{part("zh", "")}:{part("zm", "00")}" : part("utc", "");
        return $"{text[..4]}-{text[4..6]}-{text[6..8]}T{part("h", "")}:{part("m", "00")}:{part("s", "00")}{part("fraction", "")}{offset}";
    }

    /// <summary>Midnight UTC of a date of eight digits, such as <c>20260131</c>; false when it is none between 1677 and 2262.</summary>
    public static bool TryParseDate(ReadOnlySpan<char> text, out long nanoseconds)
    {
        nanoseconds = 0;
        return text.Length == 8 && !text.ContainsAnyExceptInRange('0', '9') && TimeText.TryParse($"{text[..4]}-{text[4..6]}-{text[6..]}", out nanoseconds);
    }

    [GeneratedRegex(
        @"^[0-9]{8}T(?<h>[0-9]{2})(?:(?<m>[0-9]{2})(?:(?<s>[0-9]{2})(?<fraction>\.[0-9]{1,9})?)?)?(?:(?<utc>Z)|(?<sign>[+-])(?<zh>[0-9]{2})(?::?(?<zm>[0-9]{2}))?)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
