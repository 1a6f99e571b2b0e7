using System.Globalization;
using System.Text;

namespace InfluxDownsample.Core.Charts.Drawing;

/// <summary>Names and numbers as charts show them.</summary>
internal static class ChartText
{
    private const int MaxLength = 120;

    /// <summary>A name on one line, without what no XML file and no page may hold, and not endless.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (clean.Length > MaxLength)
            {
                return clean.Append('…').ToString();
            }

            // Lone surrogates are replaced by the enumeration; these two are noncharacters that XML excludes.
            clean.Append(Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 ? " " : rune.Value is 0xFFFE or 0xFFFF ? "\uFFFD" : rune.ToString());
        }

        return clean.ToString();
    }

    /// <summary>A number on an axis, the same in every culture.</summary>
    public static string Number(double value) => value.ToString("G10", CultureInfo.InvariantCulture);
}
