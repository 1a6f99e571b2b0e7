using System.Globalization;

namespace InfluxDownsample.LocalServer.InfluxQl.Planning;

/// <summary>Values as DuckDB text.</summary>
internal static class SqlText
{
    public static string String(string value)
    {
        string quoted = "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";
        // the engine reads its text up to the first NUL
        return value.Contains('\0', StringComparison.Ordinal) ? "(" + quoted.Replace("\0", "' || chr(0) || '", StringComparison.Ordinal) + ")" : quoted;
    }

    public static string Integer(long value) => string.Create(CultureInfo.InvariantCulture, $"CAST({value} AS BIGINT)");

    public static string Unsigned(ulong value) => string.Create(CultureInfo.InvariantCulture, $"CAST({value} AS UBIGINT)");

    public static string Float(double value) => string.Create(CultureInfo.InvariantCulture, $"CAST('{value:R}' AS DOUBLE)");

    public static string Boolean(bool value) => value ? "true" : "false";
}
