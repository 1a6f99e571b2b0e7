using System.Runtime.CompilerServices;

namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Resolves, types and translates expressions at one place of a query. This part: dispatch, names, literals.</summary>
internal sealed partial record ExpressionBinder(PlanningContext Context, Scope Scope, BindingStage Stage)
{
    private Dictionary<string, SqlExpression> _aliases = [];
    private bool _aliasesFirst;
    private Dictionary<SqlExpression, BoundExpression>? _bound;

    /// <summary>The select item that is bound; messages name it.</summary>
    public ExpressionItem? Item { get; init; }

    public IReadOnlyDictionary<string, SqlOver> Windows { get; init; } = new Dictionary<string, SqlOver>();

    /// <summary>Lets expressions name the select list's aliases: before columns (ORDER BY) or only where no column answers (GROUP BY, HAVING).</summary>
    public ExpressionBinder WithAliases(Dictionary<string, SqlExpression> aliases, bool first) => this with { _aliases = aliases, _aliasesFirst = first };

    /// <summary>A binder which keeps what it has bound: for expressions that are asked for again and again.</summary>
    public ExpressionBinder Remembering() =>
        this with { _bound = new Dictionary<SqlExpression, BoundExpression>(ReferenceEqualityComparer.Instance) };

    public BoundExpression Bind(SqlExpression expression) =>
        _bound is null ? BindAnew(expression)
        : _bound.TryGetValue(expression, out BoundExpression? bound) ? bound
        : _bound[expression] = BindAnew(expression);

    private BoundExpression BindAnew(SqlExpression expression)
    {
        // chains of operators are as deep as they are long
        Refuse.When(!RuntimeHelpers.TryEnsureSufficientExecutionStack(), QueryException.TooDeep);
        return _aliasesFirst && Alias(expression) is { } aliased ? Aliased(aliased) : Stage.Known(expression) ?? BindParts(expression);
    }

    /// <summary>A condition: WHERE, HAVING, ON, FILTER.</summary>
    public BoundExpression BindCondition(SqlExpression expression, string clause)
    {
        BoundExpression condition = clause is "WHERE" or "HAVING" or "JOIN" ? BindFilter(expression) : Bind(expression);
        return condition.Type.Kind is ArrowTypeId.Boolean ? condition
            : condition.IsNull ? condition with { Sql = "CAST(NULL AS BOOLEAN)", Type = OutputType.Boolean }
            : throw QueryException.Planning($"Cannot create filter with non-boolean predicate '{condition.Name}' returning {condition.Type} in {clause}");
    }

    /// <summary>The types in a filter are looked at only after the logical plan.</summary>
    private BoundExpression BindFilter(SqlExpression expression)
    {
        try
        {
            return Bind(expression);
        }
        catch (QueryException coercion) when (coercion.IsCoercion)
        {
            throw coercion.While("type_coercion", QueryPhase.PhysicalPlanning);
        }
    }

    private BoundExpression BindParts(SqlExpression expression) => expression switch
    {
        LiteralExpression literal => Constants.Of(literal.Value),
        NameExpression name => Name(name),
        PlaceholderExpression placeholder => Context.Parameter(placeholder.Name),
        OperatorExpression { Operator: "AND" or "OR" } logic => Logic(logic),
        OperatorExpression { Operator: "NOT", Operands: [var operand] } => Not(BindCondition(operand, "NOT")),
        OperatorExpression { Operator: "[]", Operands: [CallExpression selector, LiteralExpression { Value: string field }] }
            when selector.Over is null && Selectors.IsSelector(selector.Name) && Stage.SelectorField(selector, field) is { } part => part,
        OperatorExpression written => Operators.Bind(written.Operator, [.. written.Operands.Select(Bind)], written.Not),
        SubqueryExpression subquery => Subquery(subquery),
        CaseExpression cases => Case(cases),
        CastExpression cast => Cast(cast),
        CallExpression call => Call(call),
        _ => throw QueryException.NotImplemented($"Unsupported expression {expression.GetType().Name}"),
    };

    /// <summary>A cast that was asked for: it shows in the expression's text, but not in the name of its column.</summary>
    private BoundExpression Cast(CastExpression cast)
    {
        BoundExpression operand = Bind(cast.Operand);
        OutputType type = TypeNames.FromSql(cast.Type);
        if (type.IsTimestamp && type.Unit == TimeUnit.Nanosecond && operand.Type.Kind == ArrowTypeId.Int64)
        {
            // the number counts seconds // wire reference 3.1
            operand = Casts.To(operand, OutputType.TimestampOf(TimeUnit.Second, type.Zone));
        }

        string text = $"{(cast.Try ? "TRY_CAST" : "CAST")}({operand.Name.Text} AS {type})";
        return Casts.To(operand, type, cast.Try) with { Name = new ExpressionName(operand.Name.Column, text), Column = null };
    }

    private BoundExpression Name(NameExpression name) =>
        Scope.Find(name.Path) ?? (Alias(name) is { } aliased ? Aliased(aliased) : throw Scope.NotFound(name.Path));

    private SqlExpression? Alias(SqlExpression expression) =>
        expression is NameExpression { Path: [{ } name] } ? _aliases.GetValueOrDefault(name) : null;

    /// <summary>What an alias stands for is resolved without aliases, else <c>avg(x) AS x</c> would never end.</summary>
    private BoundExpression Aliased(SqlExpression expression) => (this with { _aliases = [] }).Bind(expression);

    private BoundExpression Case(CaseExpression cases)
    {
        BoundExpression? operand = cases.Operand is null ? null : Bind(cases.Operand);
        (BoundExpression When, BoundExpression Then)[] branches = [.. cases.Branches.Select(branch => (Test(operand, branch.When), Bind(branch.Then)))];
        BoundExpression? otherwise = cases.Otherwise is null ? null : Bind(cases.Otherwise);
        OutputType type = Coercion.Common([otherwise?.Type ?? OutputType.Null, .. branches.Select(branch => branch.Then.Type)], (known, then) =>
            QueryException.Planning($"Failed to coerce then ({then}) and else ({known}) to common types in CASE WHEN expression"));
        string sql = string.Concat(branches.Select(branch => $" WHEN {branch.When.Sql} THEN {Casts.To(branch.Then, type).Sql}"));
        string end = otherwise is null ? "" : $" ELSE {Casts.To(otherwise, type).Sql}";
        IEnumerable<ExpressionName> whens = branches.Select(branch => (ExpressionName)$"WHEN {branch.When.Name} THEN {branch.Then.Name}");
        ExpressionName[] before = operand is null ? [] : [operand.Name];
        ExpressionName[] after = otherwise is null ? [] : [$"ELSE {otherwise.Name}"];
        ExpressionName name = ExpressionName.Join(" ", [.. before, .. whens, .. after]);
        return new BoundExpression($"(CASE{sql}{end} END)", type, $"CASE {name} END")
        {
            Nullable = otherwise is null || otherwise.Nullable || branches.Any(branch => branch.Then.Nullable),
            IsScalar = branches.All(branch => branch.When.IsScalar && branch.Then.IsScalar) && otherwise?.IsScalar != false,
        };
    }

    private BoundExpression Test(BoundExpression? operand, SqlExpression when)
    {
        BoundExpression bound = operand is null ? BindCondition(when, "CASE") : Bind(when);
        return operand is null ? bound : Operators.Compare(operand, "=", bound) with { Name = bound.Name };
    }

    private static BoundExpression Not(BoundExpression condition) =>
        BoundExpression.Over($"(NOT {condition.Sql})", OutputType.Boolean, $"NOT {condition.Name}", condition) with { Metadata = condition.Metadata };

    /// <summary>A chain of ANDs or ORs is bound as one list, so that long ones stay shallow for DuckDB's parser.</summary>
    private BoundExpression Logic(OperatorExpression logic)
    {
        List<SqlExpression> operands = [];
        SqlExpression rest = logic;
        for (; rest is OperatorExpression next && next.Operator == logic.Operator; rest = next.Operands[0])
        {
            operands.Add(next.Operands[1]);
        }

        BoundExpression[] bound = [.. operands.Append(rest).Reverse().Select(operand => BindCondition(operand, logic.Operator))];
        return BoundExpression.Over(
            $"({string.Join($" {logic.Operator} ", bound.Select(b => b.Sql))})",
            OutputType.Boolean, ExpressionName.Join($" {logic.Operator} ", bound.Select(b => b.Name)), bound);
    }

    private BoundExpression Subquery(SubqueryExpression subquery)
    {
        BoundExpression? operand = subquery.Operand is null ? null : Bind(subquery.Operand);
        PlannedQuery planned = new QueryPlanner(Context with { Outer = Stage.AroundSubqueries(Scope) }).Plan(subquery.Query);
        string not = subquery.Not;
        if (subquery.Operator == "EXISTS")
        {
            return new BoundExpression($"(EXISTS ({planned.Sql}))", OutputType.Boolean, "EXISTS (<subquery>)") { Nullable = false };
        }

        Refuse.When(planned.Columns.Count != 1, () => QueryException.Planning(
            $"{(operand is null ? "Scalar subquery" : "InSubquery")} should only return one column, but found {planned.Columns.Count}"));
        ScopeColumn column = planned.Columns[0];
        if (operand is null)
        {
            return new BoundExpression($"({planned.Sql})", column.Type, column.Name);
        }

        OutputType type = Coercion.ForComparison(operand.Type, column.Type)
            ?? throw QueryException.Planning($"expr type {operand.Type} can't cast to {column.Type} in InSubquery");
        string name = Context.NewName("r");
        string values = Casts.To(new BoundExpression($"{name}.{column.Sql}", column.Type, ""), type).Sql;
        string sql = $"({Casts.To(operand, type).Sql} {not}IN (SELECT {values} FROM ({planned.Sql}) AS {name}))";
        return new BoundExpression(sql, OutputType.Boolean, $"{operand.Name} {not}IN (<subquery>)");
    }
}
