using System.Globalization;

namespace InfluxDownsample.Core.LineProtocol;

/// <summary>
/// Numbers in text as a culture writes them: <c>21,5</c> in most of Europe. Digits are never grouped, for what groups them in one culture is another's decimal
/// point.
/// </summary>
internal static class NumberText
{
    /// <summary>A number's text with a decimal point; of any other text, one that is no number.</summary>
    /// <param name="text">The text.</param>
    /// <param name="culture">Who wrote it; null is nobody in particular, with a decimal point.</param>
    public static string WithPoint(string text, CultureInfo? culture)
    {
        if (culture?.NumberFormat is not { } format || (format.NumberDecimalSeparator == "." && format.NegativeSign == "-"))
        {
            return text;
        }

        // A point means something else there.
        return format.NumberDecimalSeparator != "." && text.Contains('.', StringComparison.Ordinal)
            ? ""
            : text.Replace(format.NumberDecimalSeparator, ".", StringComparison.Ordinal).Replace(format.NegativeSign, "-", StringComparison.Ordinal);
    }

    /// <summary>Whether a text is a number but for a comma where the decimal point would be.</summary>
    public static bool HasDecimalComma(string text)
        => text.IndexOf(',', StringComparison.Ordinal) is > 0 and int comma && comma == text.LastIndexOf(',') && !text.Contains('.', StringComparison.Ordinal)
            && double.TryParse(text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
