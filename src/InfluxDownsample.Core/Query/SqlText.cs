using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Query;

/// <summary>Writes names and times into SQL so that nothing they hold can end them.</summary>
internal static class SqlText
{
    /// <summary>A name between double quotes: case counts, and every character but a doubled quote stands for itself (wire reference 2.3).</summary>
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A text literal.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A literal that compares with <c>time</c>, in UTC.</summary>
    public static string Time(long nanoseconds) => $"'{TimeText.Format(nanoseconds)}'";
}
