using System.Globalization;

namespace InfluxDownsample.Core.Errors;

/// <summary>Numbers of things in messages: <c>1 point</c>, <c>2 points</c>.</summary>
internal static class CountText
{
    /// <summary>The number and the noun, in the plural where there is not one.</summary>
    public static string Of(long count, string noun)
        => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? noun : noun.EndsWith('y') ? noun[..^1] + "ies" : noun + "s")}");

    /// <summary>One of two words, by the number.</summary>
    public static string Choose(long count, string one, string many) => count == 1 ? one : many;
}
