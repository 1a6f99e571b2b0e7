namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Which functions may stand together in a select list, and with which arguments.</summary>
internal sealed class ProjectionRules
{
    private readonly bool _groupsByTime;
    private int _aggregates;
    private int _selectors;
    private int _windows;
    private int _fieldsWithWindow;
    private int _fieldsWithAggregate;
    private bool _hasPlainColumns;
    private bool _hasTopBottom;
    private bool _hasDistinct;

    private ProjectionRules(bool groupsByTime) => _groupsByTime = groupsByTime;

    /// <summary>The kind of a select list.</summary>
    /// <exception cref="QueryException">The select list breaks a rule.</exception>
    public static ProjectionKind Check(IEnumerable<Expression> fields, bool groupsByTime, FillMode? fill)
    {
        var rules = new ProjectionRules(groupsByTime);
        foreach (Expression field in fields)
        {
            (int aggregates, int windows) = (rules._aggregates + rules._selectors, rules._windows);
            rules.Check(field);
            rules._fieldsWithAggregate += rules._aggregates + rules._selectors > aggregates ? 1 : 0;
            rules._fieldsWithWindow += rules._windows > windows ? 1 : 0;
        }

        rules.CheckTogether(fill);
        return rules.Kind();
    }

    private void CheckTogether(FillMode? fill)
    {
        int functions = _aggregates + _selectors + _windows;
        Refuse.When(functions == 0 && fill is FillMode.None or FillMode.Linear,
            () => Error($"FILL({(fill == FillMode.None ? "none" : "linear")}) must be used with an aggregate or selector function"));
        Refuse.When(functions == 0 && _groupsByTime, () => Error("GROUP BY requires at least one aggregate function"));
        Refuse.When(functions > 1 && _hasTopBottom, () => Error("selector functions top and bottom cannot be combined with other functions"));
        Refuse.When(_hasDistinct && (functions != 1 || _hasPlainColumns),
            () => Error("aggregate function distinct() cannot be combined with other functions or fields"));
        Refuse.When(_hasPlainColumns && _aggregates + _windows > 0, () => Error("mixing aggregate and non-aggregate columns is not supported"));
        Refuse.When(_hasPlainColumns && _selectors > 1, () => Error("mixing multiple selector functions with tags or fields is not supported"));
    }

    private ProjectionKind Kind() =>
        _hasTopBottom ? ProjectionKind.TopBottom
        : _hasDistinct ? ProjectionKind.Distinct
        : _groupsByTime && _windows == 0 ? ProjectionKind.Aggregate
        : _groupsByTime && _fieldsWithWindow >= _fieldsWithAggregate ? ProjectionKind.WindowAggregate
        : _groupsByTime ? ProjectionKind.WindowAggregateMixed
        : _selectors == 1 && _aggregates == 0 ? ProjectionKind.Selector
        : _selectors + _aggregates > 0 ? ProjectionKind.Aggregate
        : _windows > 0 ? ProjectionKind.Window
        : ProjectionKind.Raw;

    private void Check(Expression expression)
    {
        switch (expression)
        {
            case Reference reference:
                _hasPlainColumns |= !reference.IsTime;
                break;
            case Call call:
                CheckFunction(call);
                break;
            case NestedExpression nested:
                Check(nested.Inner);
                break;
            case BinaryExpression:
                expression.Parts.Where(operand => operand is not Literal).ToList().ForEach(Check);
                break;
            case BindParameter:
                throw Error("unexpected bind parameter");
            case Wildcard or RegexLiteral:
                throw QueryException.Internal($"InfluxQL internal error: unexpected {(expression is Wildcard ? "wildcard" : "regex")}");
            default:
                throw Error("field must contain at least one variable");
        }
    }

    private void CheckFunction(Call call)
    {
        KnownFunction function = Functions.Find(call.Function) ?? throw (call.Function is "count_hll" or "date_part"
            ? QueryException.NotImplemented(call.Function) : Error($"unsupported function {call.Function}()"));
        _aggregates += function.Family is FunctionFamily.Aggregate or FunctionFamily.Distinct ? 1 : 0;
        _selectors += function.Family is FunctionFamily.Selector or FunctionFamily.TopBottom or FunctionFamily.Sample ? 1 : 0;
        _windows += function.Family is FunctionFamily.Window or FunctionFamily.Foreseen ? 1 : 0;
        _hasDistinct |= function.Family == FunctionFamily.Distinct;
        if (call is { Function: "count", Arguments: [Call { Function: "distinct" } distinct] })
        {
            CheckInner(distinct);
            return;
        }

        Refuse.When(function.Family == FunctionFamily.TopBottom && _hasTopBottom,
            () => Error($"selector function {call.Function}() cannot be combined with other functions"));
        function.Check(call);
        switch (function.Family)
        {
            case FunctionFamily.Math:
                call.Arguments.Where(argument => argument is not (IntegerLiteral or FloatLiteral)).ToList().ForEach(Check);
                break;
            case FunctionFamily.TopBottom:
                _hasTopBottom = true;
                _hasPlainColumns |= call.Arguments.Count > 2;
                break;
            case FunctionFamily.Window or FunctionFamily.Foreseen when call.Arguments[0] is Call inner:
                Refuse.When(!_groupsByTime, () => Error($"{call.Function} aggregate requires a GROUP BY interval"));
                CheckInner(inner);
                break;
            case FunctionFamily.Window:
                Refuse.When(_groupsByTime, () => Error($"aggregate function required inside the call to {call.Function}"));
                KnownFunction.CheckColumn(call);
                break;
        }
    }

    /// <summary>Inside of another function DISTINCT is an aggregate like others.</summary>
    private void CheckInner(Call inner)
    {
        bool hasDistinct = _hasDistinct;
        Check(inner);
        _hasDistinct = hasDistinct;
    }

    private static QueryException Error(string message) => QueryException.Planning(message);
}
