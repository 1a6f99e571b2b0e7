namespace InfluxDownsample.LocalServer.Http;

/// <summary>Floats as the server writes them: each form of answer has its own way with large and small ones.</summary>
internal static class FloatCell
{
    /// <summary>In v3's JSON: <c>1.0</c>, <c>1.5e10</c>, <c>1.0e-6</c>.</summary>
    public static string Json(double value) => Write(value, smallest: -5, largest: 9, ".0", exponentNeedsPoint: true);

    /// <summary>In CSV and tables: <c>1.0</c>, <c>9007199254740992.0</c>, <c>1e16</c>.</summary>
    public static string Plain(double value) => double.IsNaN(value) ? "NaN" : double.IsInfinity(value) ? value > 0 ? "inf" : "-inf"
        : Write(value, smallest: -5, largest: 15, ".0", exponentNeedsPoint: false);

    /// <summary>In v1's answers: <c>1</c>, <c>1.5</c>, <c>1e+21</c>.</summary>
    public static string V1(double value)
    {
        string text = Write(value, smallest: -6, largest: 20, "", exponentNeedsPoint: false);
        int exponent = text.IndexOf('e', StringComparison.Ordinal);
        return exponent < 0 || text[exponent + 1] == '-' ? text : text.Insert(exponent + 1, "+");
    }

    private static string Write(double value, int smallest, int largest, string whole, bool exponentNeedsPoint)
    {
        // The shortest digits that read back as the same number, such as 123.45 or 1.2345E+16.
        string round = value.ToString("R", CultureInfo.InvariantCulture);
        string sign = round.StartsWith('-') ? "-" : "";
        string[] parts = round.TrimStart('-').Split('E');
        int point = parts[0].IndexOf('.', StringComparison.Ordinal) is >= 0 and int found ? found : parts[0].Length;
        string all = parts[0].Replace(".", "", StringComparison.Ordinal);
        string digits = all.TrimStart('0');
        if (digits.Length == 0)
        {
            return sign + "0" + whole;
        }

        int exponent = point - 1 - (all.Length - digits.Length)
            + (parts.Length > 1 ? int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0);
        digits = digits.TrimEnd('0');
        if (exponent < smallest || exponent > largest)
        {
            string fraction = digits.Length > 1 ? "." + digits[1..] : exponentNeedsPoint ? ".0" : "";
            return $"{sign}{digits[0]}{fraction}e{exponent}";
        }

        return sign + (exponent < 0 ? "0." + new string('0', -exponent - 1) + digits
            : digits.Length <= exponent + 1 ? digits.PadRight(exponent + 1, '0') + whole
            : digits[..(exponent + 1)] + "." + digits[(exponent + 1)..]);
    }
}
