using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// How the aggregates of one statement are filled (wire reference 3.3). Servers take one filling for each aggregate: where the same one stands again,
/// as in a spread beside its maximum, it stands plainly, and is filled all the same.
/// </summary>
internal sealed class SqlFill(WindowFill kind)
{
    private readonly HashSet<string> _filled = new(StringComparer.Ordinal);

    public WindowFill Kind { get; } = kind;

    /// <summary>An aggregate as it stands in the statement.</summary>
    /// <param name="aggregate">The call.</param>
    /// <param name="values">The type of its values.</param>
    public string Of(string aggregate, PointType values)
    {
        string? function = Kind switch
        {
            WindowFill.Previous => "locf",
            WindowFill.Linear when SourceField.IsNumeric(values) => "interpolate",
            _ => null,
        };
        return function is not null && _filled.Add(aggregate) ? $"{function}({aggregate})" : aggregate;
    }
}
