using System.Globalization;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>A function over the values of one field in one window.</summary>
public sealed record AggregateFunction
{
    private AggregateFunction(AggregateKind kind, decimal percent)
    {
        Kind = kind;
        Percent = percent;
    }

    /// <summary>What is calculated.</summary>
    public AggregateKind Kind { get; }

    /// <summary>Which percentile, 0 to 100; 0 for every other function.</summary>
    public decimal Percent { get; }

    /// <summary>The name in column names: <c>mean</c>, <c>p95</c>, <c>p99.9</c>.</summary>
    public string Name => Kind == AggregateKind.Percentile
        ? "p" + Percent.ToString("0.############################", CultureInfo.InvariantCulture)
        : Kind.ToString().ToLowerInvariant();

    /// <summary>Whether it needs numbers; the others take text and booleans as well.</summary>
    public bool NeedsNumbers => Kind is not (AggregateKind.Count or AggregateKind.First or AggregateKind.Last or AggregateKind.Mode);

    /// <summary>The names that <see cref="Parse"/> knows, with the sets; percentiles as examples.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [
            .. Enum.GetValues<AggregateKind>().Where(kind => kind != AggregateKind.Percentile).Select(kind => kind.ToString().ToLowerInvariant()),
            "p50", "p90", "p95", "p99", "rollup",
        ];

    // What SQL, InfluxQL, Flux and other tools call them, for who is used to that.
    private static readonly Dictionary<string, string> s_otherNames = new(StringComparer.Ordinal)
    {
        ["avg"] = "mean",
        ["average"] = "mean",
        ["std"] = "stddev",
        ["stddev_samp"] = "stddev",
        ["range"] = "spread",
        ["first_value"] = "first",
        ["last_value"] = "last",
        ["quantile"] = "percentile(95)",
        ["approx_percentile_cont"] = "percentile(95)",
    };

    /// <summary>Count, sum, min and max: what the next tier needs to be exact.</summary>
    public static IReadOnlyList<AggregateFunction> Rollup { get; }
        = [Of(AggregateKind.Count), Of(AggregateKind.Sum), Of(AggregateKind.Min), Of(AggregateKind.Max)];

    /// <summary>A function other than a percentile.</summary>
    public static AggregateFunction Of(AggregateKind kind) => kind == AggregateKind.Percentile
        ? throw new ArgumentOutOfRangeException(nameof(kind), "A percentile needs its percent.")
        : new AggregateFunction(kind, 0);

    /// <summary>Whether percentiles are among the functions of rules.</summary>
    internal static bool HavePercentile(IReadOnlyList<AggregateRule>? rules)
        => rules?.Any(rule => rule.Functions.Any(function => function.Kind == AggregateKind.Percentile)) == true;

    /// <summary>A percentile.</summary>
    /// <param name="percent">0 to 100.</param>
    public static AggregateFunction Percentile(decimal percent) => new(AggregateKind.Percentile, percent);

    /// <summary>Reads a function's name, <c>p95</c>, <c>percentile(95)</c> or the set <c>rollup</c>. Case does not count.</summary>
    /// <returns>The functions: one, or four for a rollup.</returns>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: there is no such function.</exception>
    public static IReadOnlyList<AggregateFunction> Parse(string text)
    {
        string name = text.Trim().ToLowerInvariant();
        if (name == "rollup")
        {
            return Rollup;
        }

        // By its letters: Enum.TryParse would also take numbers.
        if (name.All(char.IsAsciiLetter) && Enum.TryParse(name, ignoreCase: true, out AggregateKind kind) && kind != AggregateKind.Percentile)
        {
            return [Of(kind)];
        }

        string? percent = name.StartsWith("percentile(", StringComparison.Ordinal) && name.EndsWith(')') ? name[11..^1]
            : name.StartsWith('p') ? name[1..] : null;
        if (percent is not null && decimal.TryParse(percent.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
                && value <= 100)
        {
            return [Percentile(value)];
        }

        string near = s_otherNames.TryGetValue(name, out string? meant) ? NearNames.Ask([meant]) : NearNames.Suggest(name, Names, kind: null);
        throw new InfluxException(InfluxErrorId.InvalidParameter, $"There is no aggregate function '{text}'. {near}".TrimEnd())
        {
            Target = text,
            Advice = "Functions: mean, sum, count, min, max, first, last, median, stddev, spread, mode, percentile(95) or p95, and rollup for count, "
                + "sum, min and max.",
        };
    }

    /// <summary>The type of the result over values of a type.</summary>
    public PointType ResultType(PointType values) => Kind switch
    {
        AggregateKind.Mean or AggregateKind.Stddev or AggregateKind.Median or AggregateKind.Percentile => PointType.Float,
        AggregateKind.Count => PointType.Integer,
        _ => values,
    };

    /// <inheritdoc/>
    public override string ToString() => Name;
}
