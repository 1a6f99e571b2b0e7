using System.Globalization;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Keeps the rows in which a tag or field has one of some values.</summary>
/// <param name="Column">The tag or field.</param>
/// <param name="Values">The values; null means that the row has none. At least one.</param>
public sealed record ColumnFilter(string Column, IReadOnlyList<object?> Values)
{
    /// <summary>The filter for people, such as <c>room = 'lab' or 'office'</c>; the same for the same values in another order.</summary>
    public override string ToString()
        => $"{Column} = {string.Join(" or ", Values.Select(Describe).Order(StringComparer.Ordinal))}";

    private static string Describe(object? value) => value is null ? "nothing" : string.Create(CultureInfo.InvariantCulture, $"'{value}'");
}
