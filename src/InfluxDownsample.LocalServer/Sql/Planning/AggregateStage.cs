namespace InfluxDownsample.LocalServer.Sql;

/// <summary>
/// Expressions above a GROUP BY. Group keys and aggregates become columns of the grouped relation; whatever else names a column is an error.
/// Collects the aggregates it meets.
/// </summary>
internal sealed class AggregateStage : BindingStage
{
    private readonly ExpressionBinder _rows;
    private readonly List<GroupKey> _keys = [];
    private readonly List<BoundExpression> _aggregates = [];
    private readonly Dictionary<string, string> _names = [];
    private readonly GapFill? _gapFill;

    /// <param name="rows">Binds what stands below the grouping.</param>
    /// <param name="groups">The GROUP BY expressions, ordinals and aliases already replaced.</param>
    public AggregateStage(ExpressionBinder rows, IReadOnlyList<SqlExpression> groups)
        : base("a query with groups", allowsWindows: true)
    {
        _rows = rows;
        _gapFill = GapFill.Find(groups, rows);
        foreach (SqlExpression group in groups)
        {
            BoundExpression bound = _gapFill?.Group == group ? _gapFill.Bin : rows.Bind(group);
            if (bound.Column is null)
            {
                RequireOneMeaning(bound.Name);
            }

            _keys.Add(new GroupKey(Shape(group), bound, $"k{_keys.Count}"));
        }
    }

    /// <summary>DuckDB's name of the grouped relation.</summary>
    public string Relation { get; init; } = "g";

    public override BoundExpression? Known(SqlExpression expression)
    {
        if (expression is NameExpression name)
        {
            return Column(name);
        }

        string shape = Shape(expression);
        if (!_keys.Exists(key => key.Shape == shape) || expression.All().Any(IsAggregate))
        {
            return null;
        }

        string sql = _gapFill is not null && GapFill.IsGapFill(expression) ? _gapFill.Rebind((CallExpression)expression, _rows).Sql
            : _rows.Bind(expression).Sql;
        return _keys.Find(key => key.Shape == shape && key.Bound.Sql == sql) is { } known ? Reference(known) : null;
    }

    public override BoundExpression? Special(CallExpression call, ExpressionBinder binder)
    {
        if (GapFill.FillOf(call.Name) is { } fill && call.Over is null)
        {
            return _gapFill is null ? throw GapFill.FillOutside(call.Name) : Filled(call, fill, binder);
        }

        GapFill.RefuseOutsideOfGroups(call);
        return call.Over is null && FunctionTable.Aggregates.Has(call.Name) ? Aggregate(call, FunctionTable.Aggregates.Bind) : null;
    }

    // when gaps are filled the selector itself is the column that is filled
    public override BoundExpression? SelectorField(CallExpression selector, string field) =>
        _gapFill is null ? Aggregate(selector, parts => Selectors.Field(parts, field)) with { AggregateIndex = null } : null;

    public override Scope AroundSubqueries(Scope scope) =>
        new([.. _keys.Select(key => Reference(key).Column).OfType<ScopeColumn>()], scope.Outer);

    /// <summary>The grouped relation: <c>SELECT keys, aggregates FROM … GROUP BY keys</c>, gaps filled. Call it when everything is bound.</summary>
    public string Sql(string fromAndWhere)
    {
        IEnumerable<string> keys = _keys.Select(key => $"{key.Bound.Sql} AS {key.Name}");
        IEnumerable<string> aggregates = _aggregates.Select((aggregate, i) => $"{aggregate.Sql} AS {AggregateName(i)}");
        string list = string.Join(", ", keys.Concat(aggregates));
        string groupBy = _keys.Count == 0 ? "" : " GROUP BY " + string.Join(", ", Enumerable.Range(1, _keys.Count));
        string grouped = $"SELECT {(list.Length == 0 ? "1" : list)}{fromAndWhere}{groupBy}";
        return _gapFill is null
            ? grouped
            : _gapFill.Sql(grouped, [.. _keys.Select(key => key.Name)], _keys.FindIndex(key => key.Bound == _gapFill.Bin), _aggregates);
    }

    /// <summary>Neither locf() nor interpolate() goes together with HAVING (wire reference 3.3).</summary>
    public static void RefuseFillsBeside(SqlExpression? having, IEnumerable<SqlExpression> items)
    {
        CallExpression? fill = having is null ? null : items.Append(having)
            .SelectMany(item => item.All()).OfType<CallExpression>().FirstOrDefault(call => GapFill.FillOf(call.Name) is not null);
        Refuse.When(fill is not null, () => GapFill.FillOutside(fill!.Name));
    }

    public static string AggregateName(int index) => $"v{index}";

    public static bool IsAggregate(SqlExpression expression) =>
        expression is CallExpression { Over: null } call && (FunctionTable.Aggregates.Has(call.Name) || GapFill.FillOf(call.Name) is not null);

    private BoundExpression? Column(NameExpression name)
    {
        if (_rows.Scope.Find(name.Path)?.Column is not { } column)
        {
            return null;
        }

        // one that is not of these rows belongs to the query around this one
        string allowed = string.Join(", ", _keys.Select(k => k.Bound.Name).Concat(_aggregates.Select(a => a.Name)));
        return _keys.Find(key => key.Bound.Sql == column.Sql) is { } key ? Reference(key)
            : !_rows.Scope.Columns.Contains(column) ? BoundExpression.Of(column)
            : throw QueryException.Planning(
                $"Column in SELECT must be in GROUP BY or an aggregate function: While expanding wildcard, column \"{column.FlatName}\" must appear in the "
                + "GROUP BY clause or must be part of an aggregate function, "
                + $"currently only \"{allowed}\" appears in the SELECT clause satisfies this requirement");
    }

    private BoundExpression Reference(GroupKey key)
    {
        string sql = $"{Relation}.{key.Name}";
        ScopeColumn? column = key.Bound.Column is { } plain ? plain with { Sql = sql, Bounds = GapBounds.Open, Scan = null } : null;
        return key.Bound with { Sql = sql, Column = column, SourceColumn = null, Value = null, IsScalar = false };
    }

    /// <summary>
    /// The grouped relation calls its columns after their expressions, in which casts do not count: two that differ by a cast alone are refused,
    /// whatever their aliases. // wire reference 3.5
    /// </summary>
    private void RequireOneMeaning(ExpressionName name) =>
        Refuse.When(!_names.TryAdd(name.Column, name.Text) && _names[name.Column] != name.Text,
            () => QueryException.Schema($"Schema contains duplicate unqualified field name {ScopeColumn.Quote(name.Column)}"));

    /// <summary>The same aggregate twice is computed once.</summary>
    private BoundExpression Aggregate(CallExpression call, Func<FunctionCall, BoundExpression> bind)
    {
        FunctionCall parts = _rows.BindAggregateParts(call);
        RequireOneMeaning(parts.Text);
        BoundExpression aggregate = bind(parts);
        int index = _aggregates.FindIndex(known => known.Sql == aggregate.Sql && known.Name == aggregate.Name);
        if (index < 0)
        {
            index = _aggregates.Count;
            _aggregates.Add(aggregate);
        }

        return aggregate with { Sql = $"{Relation}.{AggregateName(index)}", AggregateIndex = index };
    }

    private BoundExpression Filled(CallExpression call, FillMode fill, ExpressionBinder binder)
    {
        Refuse.When(call.Arguments.Count != 1,
            () => QueryException.Planning($"{call.Name} expects 1 argument, got {call.Arguments.Count}"));
        BoundExpression argument = binder.Bind(call.Arguments[0]);
        if (argument.AggregateIndex is not { } index)
        {
            Refuse.When(fill == FillMode.Linear && !argument.Type.IsNumeric && argument.Type.Kind != ArrowTypeId.Struct,
                () => Signatures.Refused(call.Name, [argument.ArrowType]));
            throw GapFill.Refused(
                QueryErrorKind.Planning,
                $"Error during planning: {call.Name} must be called on an aggregate column in a gap-filling query",
                "handle_projection");
        }

        string alias = binder.Item?.Alias is { } given ? $" AS {given}" : "";
        _gapFill!.Fill(index, fill, argument.Type, $"{call.Name}({argument.Name}){alias}");
        return argument with { Name = $"{call.Name}({argument.Name})", AggregateIndex = null };
    }

    /// <summary>What kind of expression it is; only alike ones can be equal, so that others need not be bound to compare them.</summary>
    private static string Shape(SqlExpression expression) => expression switch
    {
        CallExpression call => call.Name + "()",
        OperatorExpression written => written.Operator,
        _ => expression.GetType().Name,
    };

    private sealed record GroupKey(string Shape, BoundExpression Bound, string Name);
}
