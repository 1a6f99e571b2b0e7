namespace InfluxDownsample.LocalServer.Query;

/// <summary>Values as DuckDB's text.</summary>
internal static class Literals
{
    public static string Sql(bool value) => value ? "TRUE" : "FALSE";

    public static string Sql(ulong value) => $"{value}::UBIGINT";

    // the smallest number cannot be written as a negated literal
    public static string Sql(long value) =>
        value == long.MinValue ? "(-9223372036854775807::BIGINT - 1)" : value < 0 ? $"({value}::BIGINT)" : $"{value}::BIGINT";

    public static string Sql(double value) =>
        double.IsFinite(value) ? $"({value.ToString("E17", CultureInfo.InvariantCulture)})"
            : $"'{(double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf")}'::DOUBLE";

    /// <summary>A statement's text ends at NUL.</summary>
    public static string Sql(string value)
    {
        string text = $"'{value.Replace("'", "''", StringComparison.Ordinal).Replace("\0", "' || chr(0) || '", StringComparison.Ordinal)}'";
        return value.Contains('\0') ? $"({text})" : text;
    }
}
