using System.Runtime.CompilerServices;

namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Resolves, types and translates expressions at one place of a query. This part: dispatch, names, literals.</summary>
internal sealed partial class ExpressionBinder(PlanningContext context, Scope scope, IBindingStage stage, CommonTables tables)
{
    private Dictionary<string, SqlExpression> _aliases = [];
    private bool _aliasesFirst;
    private bool _insideAlias;
    private Dictionary<SqlExpression, BoundExpression>? _bound;

    public PlanningContext Context { get; } = context;

    public Scope Scope { get; } = scope;

    public IReadOnlyDictionary<string, SqlOver> Windows { get; init; } = new Dictionary<string, SqlOver>();

    /// <summary>Lets expressions name the select list's aliases: before columns (ORDER BY) or only where no column answers (GROUP BY, HAVING).</summary>
    public ExpressionBinder WithAliases(Dictionary<string, SqlExpression> aliases, bool first) =>
        new(Context, Scope, stage, tables)
        {
            _aliases = aliases,
            _aliasesFirst = first,
            Windows = Windows,
            WindowNames = WindowNames,
            Grouped = Grouped,
            Series = Series,
        };

    /// <summary>The same binder, which keeps what it has bound: for expressions that are asked for again and again.</summary>
    public ExpressionBinder Remembering()
    {
        _bound = new Dictionary<SqlExpression, BoundExpression>(ReferenceEqualityComparer.Instance);
        return this;
    }

    public BoundExpression Bind(SqlExpression expression) =>
        _bound is null ? BindAnew(expression)
        : _bound.TryGetValue(expression, out BoundExpression? bound) ? bound
        : _bound[expression] = BindAnew(expression);

    private BoundExpression BindAnew(SqlExpression expression)
    {
        // chains of operators are as deep as they are long
        Refuse.When(!RuntimeHelpers.TryEnsureSufficientExecutionStack(), QueryException.TooDeep);
        return _aliasesFirst && Alias(expression) is { } aliased ? Aliased(aliased) : stage.Known(expression) ?? BindParts(expression);
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
            throw new QueryException(coercion.Kind, "type_coercion" + QueryException.Cause + coercion.Message, QueryPhase.PhysicalPlanning, coercion);
        }
    }

    private BoundExpression BindParts(SqlExpression expression) => expression switch
    {
        NullLiteral => Constants.Null(),
        BooleanLiteral literal => Constants.Of(literal.Value),
        NumberLiteral literal => Number(literal.Text),
        TextLiteral literal => Constants.Of(literal.Value),
        IntervalLiteral literal => Constants.Of(IntervalSyntax.Parse(literal.Text, literal.Unit)),
        TypedLiteral literal => Casts.To(Constants.Of(literal.Text), TypeNames.FromSql(literal.Type)),
        NameExpression name => Name(name),
        PlaceholderExpression placeholder => Context.Parameter(placeholder.Name),
        UnaryExpression unary => Unary(unary),
        BinaryExpression binary => Binary(binary),
        IsExpression test => Is(test),
        BetweenExpression between => Between(between),
        InListExpression list => InList(list),
        InQueryExpression query => InQuery(query),
        ExistsExpression exists => Exists(exists),
        ScalarQueryExpression query => ScalarQuery(query),
        LikeExpression like => Like(like),
        CaseExpression cases => Case(cases),
        CastExpression cast => Cast(cast),
        AtTimeZoneExpression at => AtTimeZone(at),
        SubscriptExpression subscript => Subscript(subscript),
        ArrayExpression array => Array(array),
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
        Scope.Find(name.Parts) ?? (Alias(name) is { } aliased ? Aliased(aliased) : throw Scope.NotFound(name.Parts));

    private SqlExpression? Alias(SqlExpression expression) =>
        !_insideAlias && expression is NameExpression { Parts: [{ } name] } ? _aliases.GetValueOrDefault(name) : null;

    /// <summary>What an alias stands for is resolved without aliases, else <c>avg(x) AS x</c> would never end.</summary>
    private BoundExpression Aliased(SqlExpression expression)
    {
        _insideAlias = true;
        try
        {
            return Bind(expression);
        }
        finally
        {
            _insideAlias = false;
        }
    }

    private static BoundExpression Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer) ? Constants.Of(integer)
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong unsigned) ? Constants.Of(unsigned)
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) ? Constants.Of(real)
        : throw QueryException.SqlSyntax($"Cannot parse {text} as f64");

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
        return operand is null ? bound : Compare(operand, "=", bound) with { Name = bound.Name };
    }

    private BoundExpression Array(ArrayExpression array)
    {
        BoundExpression[] items = [.. array.Items.Select(Bind)];
        OutputType type = Coercion.Common(items.Select(item => item.Type), (known, item) =>
            QueryException.Planning($"Cannot find a common type for array elements {known} and {item}"));
        string sql = $"CAST([{string.Join(", ", items.Select(item => Casts.To(item, type).Sql))}] AS {type.Physical}[])";
        return new BoundExpression(sql, OutputType.ListOf(type), $"make_array({ExpressionName.Join(",", items.Select(item => item.Name))})")
        {
            Nullable = false,
            IsScalar = items.All(item => item.IsScalar),
        };
    }
}
