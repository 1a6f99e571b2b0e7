namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Numbers as text, as Arrow reads and prints them.</summary>
internal static partial class ArrowNumber
{
    public static bool IsInteger(string text, OutputType type)
    {
        if (!Integer().IsMatch(text) || !Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out Int128 value))
        {
            return false;
        }

        (Int128 least, Int128 most) = Limits(type);
        return value >= least && value <= most;
    }

    public static bool IsFloat(string text) =>
        Float().IsMatch(text) || text.TrimStart('+', '-').ToLowerInvariant() is "inf" or "infinity" or "nan";

    public static bool IsDecimal(string text) => Float().IsMatch(text);

    /// <summary>The least value of an integer type, and the first one beyond it.</summary>
    public static (double Least, double Beyond) Range(OutputType type)
    {
        (Int128 least, Int128 most) = Limits(type);
        return ((double)least, (double)(most + 1));
    }

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

    public static string Least(OutputType integer) => Limits(integer).Least.ToString(CultureInfo.InvariantCulture);

    public static string Most(OutputType integer) => Limits(integer).Most.ToString(CultureInfo.InvariantCulture);

    private static (Int128 Least, Int128 Most) Limits(OutputType integer)
    {
        Int128 beyond = Int128.One << (Bits(integer) - (integer.IsUnsignedInteger ? 0 : 1));
        return (integer.IsUnsignedInteger ? 0 : -beyond, beyond - 1);
    }

    /// <summary>How long an integer of the type is.</summary>
    public static int Bits(OutputType integer) => ((FixedWidthType)integer.Arrow).BitWidth;

    [GeneratedRegex(@"\A[+-]?[0-9]+\z")]
    private static partial Regex Integer();

    [GeneratedRegex(@"\A[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\z")]
    private static partial Regex Float();
}
