namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Numbers as text, as Arrow reads and prints them.</summary>
internal static partial class ArrowNumber
{
    public static bool IsInteger(string text, OutputType type) =>
        Integer().IsMatch(text) && Int128.TryParse(text, CultureInfo.InvariantCulture, out Int128 value) && value >= type.Least && value <= type.Most;

    public static bool IsFloat(string text) =>
        Float().IsMatch(text) || text.TrimStart('+', '-').ToLowerInvariant() is "inf" or "infinity" or "nan";

    public static bool IsDecimal(string text) => Float().IsMatch(text);

    /// <summary>The shortest text, in the way Rust prints a float for debugging.</summary>
    public static string Short(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "inf" : "-inf";
        }

        string text = value.ToString("R", CultureInfo.InvariantCulture);
        int exponent = text.IndexOf('E', StringComparison.Ordinal);
        if (exponent < 0 || Math.Abs(value) is >= 1e15 and < 1e16)
        {
            text = exponent < 0 ? text : value.ToString("F0", CultureInfo.InvariantCulture);
            return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
        }

        return $"{text[..exponent]}e{int.Parse(text[(exponent + 1)..], CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>The same without a point behind whole numbers.</summary>
    public static string Plain(double value) => Short(value) is var text && text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : Short(value);

    [GeneratedRegex(@"\A[+-]?[0-9]+\z")]
    private static partial Regex Integer();

    [GeneratedRegex(@"\A[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\z")]
    private static partial Regex Float();
}
