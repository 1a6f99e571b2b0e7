using System.Globalization;

namespace InfluxDownsample.Tests.Hosting;

/// <summary>Cultures that write dates and numbers in other ways than the invariant one, also where a machine knows none by name.</summary>
internal static class Cultures
{
    /// <param name="date">How a date is written.</param>
    /// <param name="separator">What stands between its parts.</param>
    /// <param name="decimals">What stands before the decimals of a number.</param>
    /// <param name="february">The name of the second month.</param>
    public static CultureInfo Make(string date, string separator, string decimals = ".", string february = "February")
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.DateTimeFormat.ShortDatePattern = date;
        culture.DateTimeFormat.DateSeparator = separator;
        culture.NumberFormat.NumberDecimalSeparator = decimals;
        culture.DateTimeFormat.MonthNames = [.. culture.DateTimeFormat.MonthNames.Select((name, month) => month == 1 ? february : name)];
        culture.DateTimeFormat.MonthGenitiveNames = culture.DateTimeFormat.MonthNames;
        return culture;
    }
}
