namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Which family the operators between two expressions belong to.</summary>
internal static class Operators
{
    public static bool IsLogical(string op) => op is "AND" or "OR";

    public static bool IsRegex(string op) => op is "=~" or "!~";

    public static bool IsComparison(string op) => op is "=" or "!=" or "<" or "<=" or ">" or ">=";

    public static bool IsBitwise(string op) => op is "&" or "|" or "^";
}
