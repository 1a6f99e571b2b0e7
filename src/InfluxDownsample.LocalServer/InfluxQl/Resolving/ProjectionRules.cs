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

    /// <summary>The kind of a select list, and whether its functions need the window before the range.</summary>
    /// <exception cref="QueryException">The select list breaks a rule.</exception>
    public static (ProjectionKind Kind, bool NeedsEarlierWindow) Check(IEnumerable<Expression> fields, bool groupsByTime, FillMode? fill)
    {
        var rules = new ProjectionRules(groupsByTime);
        foreach (Expression field in fields)
        {
            rules.CheckField(field);
        }

        rules.CheckTogether(fill);
        return (rules.Kind(), rules.NeedsEarlierWindow);
    }

    private bool NeedsEarlierWindow { get; set; }

    private void CheckField(Expression field)
    {
        int aggregates = _aggregates + _selectors;
        int windows = _windows;
        Check(field);
        _fieldsWithAggregate += _aggregates + _selectors > aggregates ? 1 : 0;
        _fieldsWithWindow += _windows > windows ? 1 : 0;
    }

    private void CheckTogether(FillMode? fill)
    {
        int functions = _aggregates + _selectors + _windows;
        if (functions == 0)
        {
            Refuse.When(fill is FillMode.None or FillMode.Linear,
                () => Error($"FILL({(fill == FillMode.None ? "none" : "linear")}) must be used with an aggregate or selector function"));
            Refuse.When(_groupsByTime, () => Error("GROUP BY requires at least one aggregate function"));
        }
        else if (functions > 1 && _hasTopBottom)
        {
            throw Error("selector functions top and bottom cannot be combined with other functions");
        }

        Refuse.When(_hasDistinct && (functions != 1 || _hasPlainColumns),
            () => Error("aggregate function distinct() cannot be combined with other functions or fields"));
        Refuse.When(_hasPlainColumns && _aggregates + _windows > 0, () => Error("mixing aggregate and non-aggregate columns is not supported"));
        Refuse.When(_hasPlainColumns && _selectors > 1, () => Error("mixing multiple selector functions with tags or fields is not supported"));
    }

    private ProjectionKind Kind()
    {
        if (_hasTopBottom)
        {
            return ProjectionKind.TopBottom;
        }

        if (_hasDistinct)
        {
            return ProjectionKind.Distinct;
        }

        if (_groupsByTime)
        {
            return _windows == 0 ? ProjectionKind.Aggregate
                : _fieldsWithWindow >= _fieldsWithAggregate ? ProjectionKind.WindowAggregate
                : ProjectionKind.WindowAggregateMixed;
        }

        return _selectors == 1 && _aggregates == 0 ? ProjectionKind.Selector
            : _selectors + _aggregates > 0 ? ProjectionKind.Aggregate
            : _windows > 0 ? ProjectionKind.Window
            : ProjectionKind.Raw;
    }

    private void Check(Expression expression)
    {
        switch (expression)
        {
            case Reference { IsTime: true }:
                break;
            case Reference:
                _hasPlainColumns = true;
                break;
            case NestedExpression nested:
                Check(nested.Inner);
                break;
            case Call call when Functions.IsMath(call.Function):
                CheckMath(call);
                break;
            case Call { Function: "date_part" }:
                throw QueryException.NotImplemented("date_part is not available in the local server");
            case Call call:
                CheckFunction(call);
                break;
            case BinaryExpression binary:
                CheckOperand(binary.Left);
                CheckOperand(binary.Right);
                break;
            case BindParameter:
                throw Error("unexpected bind parameter");
            case Wildcard:
                throw QueryException.Internal("InfluxQL internal error: unexpected wildcard");
            case RegexLiteral:
                throw QueryException.Internal("InfluxQL internal error: unexpected regex");
            default:
                throw Error("field must contain at least one variable");
        }
    }

    private void CheckOperand(Expression operand)
    {
        if (operand is not Literal)
        {
            Check(operand);
        }
    }

    private void CheckMath(Call call)
    {
        FunctionArguments.CheckCount(call, call.Function is "atan2" or "pow" or "log" ? 2 : 1);
        foreach (Expression argument in call.Arguments.Where(argument => argument is not (IntegerLiteral or FloatLiteral)))
        {
            Check(argument);
        }
    }

    private void CheckFunction(Call call)
    {
        switch (call.Function)
        {
            case "distinct":
                CheckDistinct(call);
                _hasDistinct = true;
                break;
            case "top" or "bottom":
                CheckTopBottom(call);
                break;
            case "count" when call.Arguments is [Call { Function: "distinct" } distinct]:
                _aggregates++;
                CheckDistinct(distinct);
                break;
            case "integral":
                _aggregates++;
                FunctionArguments.CheckCount(call, 1, 2);
                FunctionArguments.CheckUnit(call);
                FunctionArguments.CheckColumn(call);
                break;
            case "percentile":
                _selectors++;
                FunctionArguments.CheckPercentile(call);
                break;
            case "count_hll":
                throw QueryException.NotImplemented("count_hll");
            case { } name when Functions.IsForeseen(name):
                _windows++;
                CheckForeseen(call);
                break;
            case "sample":
                _selectors++;
                FunctionArguments.CheckSample(call);
                break;
            case { } name when Functions.IsSelector(name):
                _selectors++;
                FunctionArguments.CheckCount(call, 1);
                FunctionArguments.CheckColumn(call);
                break;
            case { } name when Functions.IsAggregate(name):
                _aggregates++;
                FunctionArguments.CheckCount(call, 1);
                FunctionArguments.CheckColumn(call);
                break;
            case { } name when Functions.IsWindow(name):
                CheckWindow(call);
                break;
            default:
                throw Error($"unsupported function {call.Function}()");
        }
    }

    private void CheckDistinct(Call call)
    {
        _aggregates++;
        FunctionArguments.CheckCount(call, 1);
        Refuse.When(call.Arguments[0] is not Reference, () => Error("expected field argument in distinct()"));
    }

    private void CheckTopBottom(Call call)
    {
        Refuse.When(_hasTopBottom, () => Error($"selector function {call.Function}() cannot be combined with other functions"));
        _selectors++;
        _hasTopBottom = true;
        FunctionArguments.CheckTopBottom(call);
        _hasPlainColumns |= call.Arguments.Count > 2;
    }

    private void CheckWindow(Call call)
    {
        _windows++;
        switch (call.Function)
        {
            case "derivative" or "non_negative_derivative" or "elapsed":
                FunctionArguments.CheckCount(call, 1, 2);
                FunctionArguments.CheckUnit(call);
                break;
            case "moving_average":
                FunctionArguments.CheckMovingAverage(call);
                break;
            default:
                FunctionArguments.CheckCount(call, 1);
                break;
        }

        NeedsEarlierWindow |= call.Function != "cumulative_sum";
        switch (call.Arguments[0])
        {
            case Call when !_groupsByTime:
                throw Error($"{call.Function} aggregate requires a GROUP BY interval");
            case Call { Function: "distinct" } distinct:
                CheckDistinct(distinct);
                break;
            case Call inner:
                Check(inner);
                break;
            case var _ when _groupsByTime:
                throw Error($"aggregate function required inside the call to {call.Function}");
            default:
                FunctionArguments.CheckColumn(call);
                break;
        }
    }

    private void CheckForeseen(Call call)
    {
        FunctionArguments.CheckCount(call, call.Function == "sum_hll" ? 1 : call.Function.StartsWith("holt_winters", StringComparison.Ordinal) ? 3 : 2, 4);
        if (call.Arguments[0] is Call inner)
        {
            Check(_groupsByTime ? inner : throw Error($"{call.Function} aggregate requires a GROUP BY interval"));
        }
    }

    private static QueryException Error(string message) => QueryException.Planning(message);
}
