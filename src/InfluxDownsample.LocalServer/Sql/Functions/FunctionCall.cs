namespace InfluxDownsample.LocalServer.Sql;

/// <summary>A call with its parts bound, and how functions take what they need.</summary>
internal sealed record FunctionCall(PlanningContext Context, string Name, IReadOnlyList<BoundExpression> Arguments)
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

    public int Count => Arguments.Count;

    public BoundExpression this[int index] => Arguments[index];

    /// <summary>The call as result columns print it.</summary>
    public ExpressionName Text
    {
        get
        {
            string distinct = Distinct ? "DISTINCT " : "";
            ExpressionName arguments = Star ? "*" : ExpressionName.Join(",", Arguments.Skip(Within is null ? 0 : 1).Select(argument => argument.Name));
            if (LeavesOutItsValue)
            {
                // Only the column's name: two values are still two expressions.
                arguments = new ExpressionName(ExpressionName.Join(",", Arguments.Skip(1).Select(argument => argument.Name)).Column, arguments.Text);
            }

            ExpressionName within = Within is null ? "" : $" WITHIN GROUP [{Within.Name}]";
            string filter = Filter is null ? "" : $" FILTER (WHERE {Filter.Name.Text})";
            ExpressionName order = Order.Count == 0 ? "" : $" ORDER BY [{ExpressionName.Join(", ", Order.Select(item => item.Name))}]";
            return $"{Name}({distinct}{arguments}){within}{(IgnoreNulls ? " IGNORE NULLS" : "")}{filter}{order}";
        }
    }

    /// <summary>To 3.6 two approximate percentiles of one share have one name, whatever they are of. // wire reference 13</summary>
    private bool LeavesOutItsValue => Context.Like == CoreVersion.Core36 && Within is null && Name == "approx_percentile_cont" && Count > 1;

    /// <summary>The error of a call whose arguments fit no form of the function.</summary>
    public QueryException NoMatch() => Signatures.Refused(Name, [.. Arguments.Select(argument => argument.ArrowType)]);

    /// <summary>DuckDB's text of a numeric argument as Float64.</summary>
    public string Float(int index) => As(index, OutputType.Float, this[index].Type.IsNumeric);

    /// <summary>DuckDB's text of an argument as Int64; floats are not taken.</summary>
    public string Integer(int index) => As(index, OutputType.Integer, this[index].Type.IsInteger);

    /// <summary>DuckDB's text of an argument as Utf8; numbers and times are not turned into text unasked.</summary>
    public string String(int index) => As(index, OutputType.String, this[index].Type.IsString);

    /// <summary>An argument as a timestamp; text is read as one.</summary>
    public BoundExpression Timestamp(int index)
    {
        BoundExpression argument = this[index];
        return argument.Type.IsTimestamp ? argument
            : argument.Type.IsString || argument.Type.Kind == ArrowTypeId.Date32 || argument.IsNull ? Casts.To(argument, OutputType.Timestamp)
            : throw NoMatch();
    }

    /// <summary>The text of a literal argument.</summary>
    public string Literal(int index, string what) => this[index].Value as string
        ?? throw QueryException.NotImplemented($"{Name} only supports literal values for the {what} argument");

    /// <summary>DuckDB's call of an aggregate with DISTINCT, ORDER BY, FILTER and OVER attached.</summary>
    public string Core(string function, string arguments, bool ordered = false, string? filter = null)
    {
        string order = ordered && Order.Count > 0 ? " ORDER BY " + string.Join(", ", Order.Select(item => item.Sql)) : "";
        string[] filters = [.. new[] { Filter?.Sql, filter }.OfType<string>()];
        string where = filters.Length == 0 ? "" : $" FILTER (WHERE {string.Join(" AND ", filters)})";
        return $"{function}({(Distinct ? "DISTINCT " : "")}{arguments}{order}){where}{(Over is null ? "" : " " + Over)}";
    }

    /// <summary>What a function of one row is.</summary>
    public BoundExpression Result(string sql, OutputType type) => new(sql, type, Text)
    {
        // a function is not looked into, but one of constants is computed while planning
        Nullable = !Arguments.All(argument => argument.IsScalar && !argument.Nullable),
        IsScalar = Arguments.All(argument => argument.IsScalar),
    };

    /// <summary>What a function of many rows is.</summary>
    public BoundExpression Aggregate(string sql, OutputType type, bool nullable = true) => new(sql, type, Text) { Nullable = nullable };

    private string As(int index, OutputType type, bool fits) => fits || this[index].IsNull ? Casts.To(this[index], type).Sql : throw NoMatch();
}
