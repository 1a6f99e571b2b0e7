using System.Globalization;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Query;

/// <summary>Writes names and times into InfluxQL so that nothing they hold can end them.</summary>
internal static class InfluxQlText
{
    /// <summary>A name between double quotes; the escapes are <c>\"</c>, <c>\\</c> and <c>\n</c>.</summary>
    public static string Name(string name) => $"\"{Escape(name, "\"")}\"";

    /// <summary>A text literal.</summary>
    public static string Literal(string text) => $"'{Escape(text, "'")}'";

    /// <summary>A literal that compares with <c>time</c>. The Z makes it UTC also beside <c>tz()</c>.</summary>
    public static string Time(long nanoseconds)
        // Texts begin two nanoseconds after the first integer (wire reference 3.1).
        => nanoseconds < UnixNanoseconds.MinValue ? nanoseconds.ToString(CultureInfo.InvariantCulture) : $"'{TimeText.Format(nanoseconds)}'";

    private static string Escape(string text, string quote) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace(quote, "\\" + quote, StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
