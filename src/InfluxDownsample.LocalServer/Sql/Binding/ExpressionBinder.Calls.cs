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
        string partitionBy = partition.Length == 0 ? "" : $"PARTITION BY {string.Join(", ", partition.Select(item => item.Sql))} ";
        string orderBy = order.Length == 0 ? "" : $"ORDER BY {string.Join(", ", order.Select(item => item.Sql))} ";
        string frame = window.Frame is { } given ? $"{given.Unit} BETWEEN {Bound(given.Start, start: true)} AND {Bound(given.End, start: false)}" : "";
        ExpressionName partitioned = partition.Length == 0 ? "" : $" PARTITION BY [{ExpressionName.Join(", ", partition.Select(item => item.Name))}]";
        ExpressionName ordered = order.Length == 0 ? "" : $" ORDER BY [{ExpressionName.Join(", ", order.Select(item => item.Name))}]";
        string framed = window.Frame is not null ? frame.Replace("::BIGINT", "", StringComparison.Ordinal)
            : order.Length > 0 ? "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
            : "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING";
        return ($"OVER ({partitionBy}{orderBy}{frame})", $"{partitioned}{ordered} {framed}");
    }

    private string Bound(SqlFrameBound bound, bool start)
    {
        if (bound.Offset is null)
        {
            return bound.Side == (start ? "UNBOUNDED FOLLOWING" : "UNBOUNDED PRECEDING")
                ? throw QueryException.Planning($"Invalid window frame: {(start ? "start" : "end")} bound cannot be {bound.Side}")
                : bound.Side;
        }

        BoundExpression offset = Bind(bound.Offset);
        long? distance = offset.Value switch
        {
            long rows => rows,
            ulong rows and <= long.MaxValue => (long)rows,
            IntervalValue interval => interval.FixedNanoseconds,
            string text => IntervalSyntax.Parse(text, unit: null).FixedNanoseconds,
            _ => null,
        };
        return distance >= 0
            ? $"{Literals.Sql(distance.Value)} {bound.Side}"
            : throw QueryException.Planning($"Invalid window frame: the offset {offset.Name} is not a literal that counts rows or time");
    }
}
