using System.Text.RegularExpressions;

namespace InfluxDownsample.Core.Charts;

/// <summary>A column's name as field and function: <c>co2_mean</c> and InfluxQL's <c>mean_co2</c> are the mean of <c>co2</c>.</summary>
/// <param name="Field">The field.</param>
/// <param name="Function">The function, or null.</param>
internal sealed partial record FieldName(string Field, string? Function)
{
    /// <summary>
    /// Splits names where others share the field: a lone <c>disk_max</c> may well be a field of that name. Only functions whose values are of the
    /// field's own size.
    /// </summary>
    public static Dictionary<string, FieldName> Split(IReadOnlyCollection<string> columns)
    {
        FieldName[] parts = [.. columns.Select(static column => Read(column))];
        HashSet<string> shared = [.. parts.GroupBy(static part => part.Field, StringComparer.Ordinal)
            .Where(static group => group.Count() > 1).Select(static group => group.Key)];
        return columns.Zip(parts).ToDictionary(
            static pair => pair.First,
            pair => shared.Contains(pair.Second.Field) ? pair.Second : new FieldName(pair.First, null),
            StringComparer.Ordinal);
    }

    private static FieldName Read(string column)
    {
        Match match = Suffixed().Match(column);
        match = match.Success ? match : Prefixed().Match(column);
        return match.Success ? new FieldName(match.Groups["field"].Value, match.Groups["function"].Value) : new FieldName(column, null);
    }

    [GeneratedRegex("^(?<field>.+)_(?<function>mean|median|min|max|first|last|mode|p[0-9]+)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Suffixed();

    [GeneratedRegex("^(?<function>mean|median|min|max|first|last|mode|p[0-9]+)_(?<field>.+)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Prefixed();
}
