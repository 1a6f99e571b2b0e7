using System.Globalization;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Query;

/// <summary>Writes names and times into SQL so that nothing they hold can end them.</summary>
internal static class SqlText
{
    // 1677-09-21T00:12:44Z. The last literal is the last time there is.
    private const long FirstLiteral = -9_223_372_036_000_000_000;

    /// <summary>A name between double quotes: case counts, and every character but a doubled quote stands for itself (wire reference 2.3).</summary>
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A text literal.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>
    /// What compares with <c>time</c>, in UTC: a literal, or a function for the times before the first one that a literal can name (wire reference 3.1).
    /// </summary>
    public static string Time(long nanoseconds) => nanoseconds < FirstLiteral ? Function(nanoseconds) : $"'{TimeText.Format(nanoseconds)}'";

    /// <summary>A time where nothing says that a text is one.</summary>
    public static string Timestamp(long nanoseconds) => nanoseconds < FirstLiteral ? Function(nanoseconds) : $"TIMESTAMP {Time(nanoseconds)}";

    /// <summary>Any time there is, as a call.</summary>
    public static string Function(long nanoseconds) => string.Create(CultureInfo.InvariantCulture, $"to_timestamp_nanos({nanoseconds})");
}
