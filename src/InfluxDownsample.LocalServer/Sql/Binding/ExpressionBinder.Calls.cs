namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Function calls: scalar ones, and windows. Aggregates of groups belong to the Stage.</summary>
internal sealed partial record ExpressionBinder
{
    private BoundExpression Call(CallExpression call)
    {
        Refuse.When(!FunctionTable.IsKnownTo(Context.Like, call.Name), () => FunctionTable.Misplaced(call.Name, Context.Like));
        bool plain = !call.Star && !call.Distinct && call.Order.Count == 0 && call.Filter is null && call.WithinGroup.Count == 0;
        return Stage.Special(call, this) is { } special ? special
            : call.Over is not null ? WindowCall(call)
            : plain && FunctionTable.Scalars.Has(call.Name)
                ? FunctionTable.Scalars.Bind(new FunctionCall(Context, call.Name, [.. call.Arguments.Select(Bind)]))
            : throw FunctionTable.Misplaced(call.Name, Context.Like);
    }

    /// <summary>The window functions bound so far.</summary>
    public List<ExpressionName> WindowNames { get; init; } = [];

    /// <summary>Do the rows below stand under a GROUP BY?</summary>
    public bool Grouped { get; init; }

    /// <summary>The order of the rows, where they are those of one stored table.</summary>
    public SeriesOrder? Series { get; init; }

    /// <summary>Binds the parts of an aggregate with this binder.</summary>
    public FunctionCall BindAggregateParts(CallExpression call, string? over = null)
    {
        IReadOnlyList<SqlOrder> order = call.WithinGroup.Count > 0 ? call.WithinGroup : call.Order;
        List<BoundExpression> arguments = [.. call.Arguments.Select(Bind)];
        if (call.WithinGroup.Count > 0)
        {
            // percentile(p) WITHIN GROUP (ORDER BY x) is percentile(x, p), counted from the other end when descending
            bool ordered = call.Name is "approx_percentile_cont" or "percentile_cont" or "quantile_cont";
            Refuse.When(!ordered || call.WithinGroup.Count != 1 || call.WithinGroup[0].Descending,
                () => QueryException.NotImplemented($"WITHIN GROUP with {call.Name}"));
            arguments.Insert(0, Bind(call.WithinGroup[0].Expression));
            order = [];
        }

        return new FunctionCall(Context, call.Name, arguments)
        {
            Star = call.Star,
            Distinct = call.Distinct,
            Order = [.. order.Select(BindOrder)],
            Filter = call.Filter is null ? null : BindCondition(call.Filter, "FILTER"),
            IgnoreNulls = call.IgnoreNulls,
            Within = call.WithinGroup.Count > 0 ? BindOrder(call.WithinGroup[0]) : null,
            Grouped = Grouped,
            Series = Series,
            Over = over,
        };
    }

    public BoundOrder BindOrder(SqlOrder order) => new(Bind(order.Expression), order.Descending, order.Direction);

    private BoundExpression WindowCall(CallExpression call)
    {
        bool window = FunctionTable.Windows.Has(call.Name);
        Refuse.When(!Stage.AllowsWindows || !(window || FunctionTable.Aggregates.Has(call.Name)) || (window && call.Distinct),
            () => FunctionTable.Misplaced(call.Name, Context.Like));
        (string over, ExpressionName name) = Over(call.Over!);
        BoundExpression bound = (window ? FunctionTable.Windows : FunctionTable.Aggregates).Bind(BindAggregateParts(call, over));
        bound = bound with { Name = $"{bound.Name}{name}" };
        RequireOneMeaning(bound.Name);
        return bound;
    }

    /// <summary>As for aggregates, casts do not count in the name of a window function, and two of one name are refused. // wire reference 3.5</summary>
    private void RequireOneMeaning(ExpressionName name)
    {
        int first = WindowNames.FindIndex(known => known.Column == name.Column);
        if (first < 0)
        {
            WindowNames.Add(name);
        }
        else if (WindowNames[first].Text != name.Text)
        {
            throw QueryException.Planning(
                $"Windows require unique expression names but the expression \"{WindowNames[first].Text}\" at position {first} and \"{name.Text}\" "
                + $"at position {WindowNames.Count} have the same name. Consider aliasing (\"AS\") one of them.");
        }
    }

    private (string Sql, ExpressionName Name) Over(SqlOver window)
    {
        if (window.Name is { } referred)
        {
            SqlOver named = Windows.GetValueOrDefault(referred) ?? throw QueryException.Planning($"The window {referred} is not defined!");
            window = new SqlOver(
                null,
                window.Partition.Count > 0 ? window.Partition : named.Partition,
                window.Order.Count > 0 ? window.Order : named.Order,
                window.Frame ?? named.Frame);
        }

        BoundExpression[] partition = [.. window.Partition.Select(Bind)];
        BoundOrder[] order = [.. window.Order.Select(BindOrder)];
        List<string> sql = [];
        List<ExpressionName> names = [];
        if (partition.Length > 0)
        {
            sql.Add("PARTITION BY " + string.Join(", ", partition.Select(p => p.Sql)));
            names.Add($"PARTITION BY [{ExpressionName.Join(", ", partition.Select(p => p.Name))}]");
        }

        if (order.Length > 0)
        {
            sql.Add("ORDER BY " + string.Join(", ", order.Select(o => o.Sql)));
            names.Add($"ORDER BY [{ExpressionName.Join(", ", order.Select(o => o.Name))}]");
        }

        if (window.Frame is { } frame)
        {
            sql.Add($"{frame.Unit} BETWEEN {Bound(frame.Start, start: true)} AND {Bound(frame.End, start: false)}");
        }

        names.Add(window.Frame is null
            ? order.Length > 0 ? "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW" : "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"
            : sql[^1].Replace("::BIGINT", "", StringComparison.Ordinal));
        return ($"OVER ({string.Join(" ", sql)})", $" {ExpressionName.Join(" ", names)}");
    }

    private string Bound(SqlFrameBound bound, bool start)
    {
        if (bound.Current)
        {
            return "CURRENT ROW";
        }

        string direction = bound.Following ? "FOLLOWING" : "PRECEDING";
        if (bound.Offset is null)
        {
            return start == bound.Following
                ? throw QueryException.Planning($"Invalid window frame: {(start ? "start" : "end")} bound cannot be UNBOUNDED {direction}")
                : $"UNBOUNDED {direction}";
        }

        BoundExpression offset = Bind(bound.Offset);
        return offset.Value switch
        {
            long rows and >= 0 => $"{Literals.Sql(rows)} {direction}",
            ulong rows and <= long.MaxValue => $"{Literals.Sql((long)rows)} {direction}",
            IntervalValue { FixedNanoseconds: { } nanoseconds and >= 0 } => $"{Literals.Sql(nanoseconds)} {direction}",
            string text when IntervalSyntax.Parse(text, unit: null).FixedNanoseconds is { } nanoseconds and >= 0 => $"{Literals.Sql(nanoseconds)} {direction}",
            _ => throw QueryException.Planning($"Invalid window frame: the offset {offset.Name} is not a literal that counts rows or time"),
        };
    }
}
