using System.Globalization;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>Floats as the server's JSON writes them: a whole number keeps its <c>.0</c>.</summary>
internal static class FloatText
{
    public static string Of(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture).Replace("E+", "e", StringComparison.Ordinal).Replace('E', 'e');
        return text.AsSpan().IndexOfAny('.', 'e') < 0 && double.IsFinite(value) ? text + ".0" : text;
    }
}
