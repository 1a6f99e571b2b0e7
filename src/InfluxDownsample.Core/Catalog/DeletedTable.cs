using System.Globalization;

namespace InfluxDownsample.Core.Catalog;

/// <summary>
/// Knows the names of deleted tables. A server renames a table that is deleted and lists it until it is purged (wire reference 6.1):
/// <code>
/// name = table "-" YYYYMMDD "T" HHMMSS [ "-" n ]
/// </code>
/// </summary>
internal static class DeletedTable
{
    private const string Format = "yyyyMMdd'T'HHmmss";

    /// <summary>Whether a table of this name is one that was deleted.</summary>
    public static bool Is(string name)
    {
        string[] parts = name.Split('-');
        int time = parts.Length - 1;
        if (time > 1 && parts[time].Length is > 0 and < 9 && parts[time].All(char.IsAsciiDigit))
        {
            time--;
        }

        return time > 0 && parts[0].Length + time > 1 && DateTime.TryParseExact(parts[time], Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
    }
}
