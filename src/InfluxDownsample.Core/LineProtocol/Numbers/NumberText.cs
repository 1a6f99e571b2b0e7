using System.Globalization;
using System.Text.RegularExpressions;

namespace InfluxDownsample.Core.LineProtocol.Numbers;

/// <summary>
/// Numbers in text as a culture writes them: <c>21,5</c> in most of Europe. Digits are never grouped, for what groups them in one culture is another's decimal
/// point.
/// </summary>
internal static partial class NumberText
{
    /// <summary>What to do where a text <see cref="HasGroupedDigits"/>.</summary>
    public const string GroupedAdvice = "Write the number without the signs that group its digits.";

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

    /// <summary>
    /// What to do about a text that is no number as it stands: name its culture, or write its digits in one; null when neither makes a number of it.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="culture">Who wrote it, as far as is said.</param>
    public static string? FindCure(string text, CultureInfo? culture)
        => culture is null && HasDecimalComma(text) ? "Say with -Culture how its numbers are written, such as -Culture de-DE for a decimal comma."
            : HasGroupedDigits(text) ? GroupedAdvice
            : culture is not null && HasOtherDecimalSign(text, culture) ? $"It has {OtherDecimalSign(culture)} {OtherDecimalAdvice}"
            : null;

    /// <summary>What to do about a decimal sign that is not the culture's.</summary>
    public const string OtherDecimalAdvice = "Where only times are written in that culture, leave it out and say -TimeFormat.";

    /// <summary>Which decimal sign a text has that <see cref="HasOtherDecimalSign"/>, beside the culture's own.</summary>
    public static string OtherDecimalSign(CultureInfo culture)
    {
        string own = culture.NumberFormat.NumberDecimalSeparator;
        string writer = culture.Name.Length == 0 ? "the culture of -Culture" : $"-Culture {culture.Name}";
        return $"a decimal {(own == "." ? "comma" : "point")} where {writer} writes {(own == "." ? "a point" : own == "," ? "a comma" : $"'{own}'")}.";
    }

    /// <summary>Whether a text is a number but for its decimal sign, which is not the one of a culture.</summary>
    /// <param name="text">The text.</param>
    /// <param name="culture">The culture; null has a decimal point.</param>
    public static bool HasOtherDecimalSign(string text, CultureInfo? culture)
        => (culture?.NumberFormat.NumberDecimalSeparator ?? ".") == "." ? HasDecimalComma(text)
            : text.Contains('.', StringComparison.Ordinal)
                && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number);

    /// <summary>Whether a text is a number but for signs between each three of its digits.</summary>
    public static bool HasGroupedDigits(string text) => Grouped().IsMatch(text);

    [GeneratedRegex(
        @"^[-+]?[0-9]{1,3}(?<sign>[.,'\u2019 \u00A0\u202F_])[0-9]{3}(\k<sign>[0-9]{3})*([.,][0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grouped();

    /// <summary>Whether a text is a number but for a comma where the decimal point would be.</summary>
    public static bool HasDecimalComma(string text)
        => text.IndexOf(',', StringComparison.Ordinal) is > 0 and int comma && comma == text.LastIndexOf(',') && !text.Contains('.', StringComparison.Ordinal)
            && double.TryParse(text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
