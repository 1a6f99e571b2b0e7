using System.Globalization;

namespace InfluxDownsample.LocalServer.Tests.Sql.RandomAggregates;

/// <summary>An aggregate as SQL spells it, and what it should give for the rows of a group, which are in order of time.</summary>
/// <param name="Call">The call, which a fill may stand around.</param>
/// <param name="Truth">The value for a group's rows.</param>
internal sealed record Aggregate(string Call, Func<IReadOnlyList<Row>, object?> Truth)
{
    private static readonly Comparer<object?> s_order =
        Comparer<object?>.Create((a, b) => a is string text ? string.CompareOrdinal(text, (string?)b) : Comparer<object?>.Default.Compare(a, b));

    /// <summary>What stands behind the call to take a field out of its struct.</summary>
    public string Access { get; init; } = "";

    /// <summary>The call without casts: two different calls of one such name are refused together.</summary>
    public string Name { get; init; } = Call;

    /// <summary>The same in InfluxQL, where it has it.</summary>
    public string? InfluxQl { get; init; }

    /// <summary>A count is 0 where there is nothing, not null.</summary>
    public bool IsCount { get; init; }

    /// <summary>May a straight line be drawn between its values?</summary>
    public bool IsLinear { get; init; }

    /// <summary>Every aggregate that a field may have.</summary>
    public static IEnumerable<Aggregate> Of(char field)
    {
        IEnumerable<Aggregate> any = OfAny(field).Concat(Selectors(field));
        return field is 's' or 'b' ? any : any.Concat(OfNumber(field));
    }

    /// <summary>The same over the rows that pass a condition.</summary>
    public Aggregate Filtered(string condition, Func<Row, bool> passes)
    {
        string filter = $" FILTER (WHERE {condition})";
        return this with { Call = Call + filter, Name = Name + filter, InfluxQl = null, Truth = rows => Truth([.. rows.Where(passes)]) };
    }

    private static IEnumerable<Aggregate> OfAny(char field)
    {
        yield return new("count(*)", rows => (long)rows.Count) { IsCount = true };
        yield return new($"count({field})", rows => (long)Values(rows, field).Count()) { IsCount = true, InfluxQl = $"count({field})" };
        yield return new($"count(DISTINCT {field})", rows => (long)Values(rows, field).Distinct().Count()) { IsCount = true };
        yield return new($"min({field})", rows => Values(rows, field).Min(s_order)) { IsLinear = field is 'i' or 'u' or 'f', InfluxQl = $"min({field})" };
        yield return new($"max({field})", rows => Values(rows, field).Max(s_order)) { IsLinear = field is 'i' or 'u' or 'f', InfluxQl = $"max({field})" };
        yield return new($"first_value({field} ORDER BY time)", rows => rows.Count == 0 ? null : rows[0].Value(field));
        yield return new($"last_value({field} ORDER BY time)", rows => rows.Count == 0 ? null : rows[^1].Value(field));
        yield return new($"last_value({field} ORDER BY time) FILTER (WHERE {field} IS NOT NULL)", rows => Values(rows, field).LastOrDefault());
    }

    private static IEnumerable<Aggregate> Selectors(char field)
    {
        (string Name, Func<IEnumerable<Row>, Row?> Pick)[] selectors =
        [
            ("selector_first", given => given.FirstOrDefault()),
            ("selector_last", given => given.LastOrDefault()),
            ("selector_min", given => given.MinBy(row => row.Value(field), s_order)),
            ("selector_max", given => given.MaxBy(row => row.Value(field), s_order)),
        ];
        foreach ((string name, Func<IEnumerable<Row>, Row?> pick) in selectors)
        {
            string call = $"{name}({field}, time)";
            string? influxQl = name is "selector_first" or "selector_last" ? $"{name["selector_".Length..]}({field})" : null;
            yield return new(call, rows => pick(rows.Where(row => row.Value(field) is not null))?.Value(field)) { Access = "['value']", InfluxQl = influxQl };
            yield return new(call, rows => pick(rows.Where(row => row.Value(field) is not null))?.Time) { Access = "['time']" };
        }
    }

    private static IEnumerable<Aggregate> OfNumber(char field)
    {
        yield return Over(field, $"sum({field})", values => Numbers.Sum(values)) with { IsLinear = true, InfluxQl = $"sum({field})" };
        yield return Over(field, $"avg({field})", values => Numbers.Mean(values)) with { IsLinear = true, InfluxQl = $"mean({field})" };
        yield return Over(field, $"median({field})", values => Numbers.Median(values)) with { IsLinear = true, InfluxQl = $"median({field})" };
        yield return Over(field, $"stddev({field})", values => Numbers.Deviation(values, 1)) with { InfluxQl = $"stddev({field})" };
        yield return Over(field, $"stddev_pop({field})", values => Numbers.Deviation(values, 0));
        yield return Over(field, $"var({field})", values => Numbers.Variance(values, 1));
        yield return Over(field, $"var_pop({field})", values => Numbers.Variance(values, 0));
        foreach (double share in (double[])[0, 0.05, 0.5, 0.95, 1])
        {
            string p = share.ToString(CultureInfo.InvariantCulture);
            yield return Over(field, $"percentile_cont({field}, {p})", values => Numbers.Percentile(values, share));
            yield return Over(field, $"approx_percentile_cont({p}) WITHIN GROUP (ORDER BY {field})", values => Numbers.Digested(values, share));
        }

        yield return Over(field, $"sum(1.0 * {field})", values => Numbers.FloatSum(values));
        yield return Over(field, $"sum(arrow_cast({field}, 'Float64'))", values => Numbers.FloatSum(values));
        yield return Over(field, $"sum(CAST({field} AS DOUBLE))", values => Numbers.FloatSum(values)) with { Name = $"sum({field})" };
        if (field != 'f')
        {
            yield return Over(field, $"sum(CAST({field} AS DECIMAL(38,0)))", values => Numbers.ExactSum(values)) with { Name = $"sum({field})" };
        }
    }

    private static Aggregate Over(char field, string call, Func<object[], object?> truth) =>
        new(call, rows => Values(rows, field).ToArray() is { Length: > 0 } values ? truth(values) : null);

    private static IEnumerable<object> Values(IReadOnlyList<Row> rows, char field) => rows.Select(row => row.Value(field)).OfType<object>();
}
