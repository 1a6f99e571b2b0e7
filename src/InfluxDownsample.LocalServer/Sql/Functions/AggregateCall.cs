namespace InfluxDownsample.LocalServer.Sql;

/// <summary>A call of an aggregate, over groups or over a window, with its parts bound.</summary>
internal sealed record AggregateCall(string Name, IReadOnlyList<BoundExpression> Arguments) : BoundCall(Name, Arguments)
{
    public bool Star { get; init; }

    public bool Distinct { get; init; }

    public IReadOnlyList<BoundOrder> Order { get; init; } = [];

    public BoundExpression? Filter { get; init; }

    public bool IgnoreNulls { get; init; }

    /// <summary><c>OVER (…)</c> in DuckDB's text; null for a group's aggregate.</summary>
    public string? Over { get; init; }

    /// <summary>Is there a GROUP BY?</summary>
    public bool Grouped { get; init; }

    /// <summary>The order of the rows below, where they are those of one stored table.</summary>
    public SeriesOrder? Series { get; init; }

    /// <summary><c>WITHIN GROUP (ORDER BY …)</c>; its item is also the first argument.</summary>
    public BoundOrder? Within { get; init; }

    public required CoreVersion Like { get; init; }

    /// <summary>The call as result columns print it.</summary>
    public ExpressionName Text
    {
        get
        {
            ExpressionName arguments = Star ? "*" : ExpressionName.Join(",", Arguments.Skip(Within is null ? 0 : 1).Select(argument => argument.Name));
            ExpressionName name = $"{Name}({(Distinct ? "DISTINCT " : "")}{arguments})";
            if (LeavesOutItsValue)
            {
                // Only the column's name: two values are still two expressions.
                string column = ExpressionName.Join(",", Arguments.Skip(1).Select(argument => argument.Name)).Column;
                name = new ExpressionName($"{Name}({(Distinct ? "DISTINCT " : "")}{column})", name.Text);
            }

            ExpressionName within = Within is null ? "" : $" WITHIN GROUP [{Within.Name}]";
            string filter = Filter is null ? "" : $" FILTER (WHERE {Filter.Name.Text})";
            name = $"{name}{within}{(IgnoreNulls ? " IGNORE NULLS" : "")}{filter}";
            return Order.Count == 0 ? name : Ordered(name);
        }
    }

    /// <summary>To 3.6 two approximate percentiles of one share have one name, whatever they are of. // wire reference 13</summary>
    private bool LeavesOutItsValue => Like == CoreVersion.Core36 && Within is null && Name == "approx_percentile_cont" && Arguments.Count > 1;

    private ExpressionName Ordered(ExpressionName name) => $"{name} ORDER BY [{ExpressionName.Join(", ", Order.Select(item => item.Name))}]";

    /// <summary>DuckDB's call with DISTINCT, ORDER BY, FILTER and OVER attached.</summary>
    public string Core(string function, string arguments, bool ordered = false, string? filter = null)
    {
        string order = ordered && Order.Count > 0 ? " ORDER BY " + string.Join(", ", Order.Select(item => item.Sql)) : "";
        string[] filters = [.. new[] { Filter?.Sql, filter }.OfType<string>()];
        string where = filters.Length == 0 ? "" : $" FILTER (WHERE {string.Join(" AND ", filters)})";
        return $"{function}({(Distinct ? "DISTINCT " : "")}{arguments}{order}){where}{(Over is null ? "" : " " + Over)}";
    }

    public BoundExpression Result(string sql, OutputType type, bool nullable = true) => new(sql, type, Text) { Nullable = nullable };
}
