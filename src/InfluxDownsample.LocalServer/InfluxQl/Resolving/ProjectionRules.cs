namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Which functions may stand together in a select list, and with which arguments.</summary>
internal sealed class ProjectionRules(IReadOnlyList<Expression> fields, bool groupsByTime)
{
    private static readonly FunctionFamily?[] s_aggregates = [FunctionFamily.Aggregate, FunctionFamily.Distinct];

    private static readonly FunctionFamily?[] s_selectors = [FunctionFamily.Selector, FunctionFamily.TopBottom, FunctionFamily.Sample];

    private static readonly FunctionFamily?[] s_windows = [FunctionFamily.Window, FunctionFamily.Foreseen];

    private readonly Call? _topBottom = fields.SelectMany(field => field.Calls).FirstOrDefault(call => call.Family == FunctionFamily.TopBottom);
    private bool _hasPlainColumns;
    private bool _hasDistinct;

    /// <summary>The kind of a select list.</summary>
    /// <exception cref="QueryException">The select list breaks a rule.</exception>
    public static ProjectionKind Check(IReadOnlyList<Expression> fields, bool groupsByTime, FillMode? fill)
    {
        var rules = new ProjectionRules(fields, groupsByTime);
        fields.ToList().ForEach(rules.Check);
        return rules.CheckTogether(fill);
    }

    private ProjectionKind CheckTogether(FillMode? fill)
    {
        (int aggregates, int selectors, int windows) = (Calls(s_aggregates), Calls(s_selectors), Calls(s_windows));
        int functions = aggregates + selectors + windows;
        Refuse.When(functions == 0 && fill is FillMode.None or FillMode.Linear,
            () => Error($"FILL({(fill == FillMode.None ? "none" : "linear")}) must be used with an aggregate or selector function"));
        Refuse.When(functions == 0 && groupsByTime, () => Error("GROUP BY requires at least one aggregate function"));
        Refuse.When(functions > 1 && _topBottom is not null, () => Error("selector functions top and bottom cannot be combined with other functions"));
        Refuse.When(_hasDistinct && (functions != 1 || _hasPlainColumns),
            () => Error("aggregate function distinct() cannot be combined with other functions or fields"));
        Refuse.When(_hasPlainColumns && aggregates + windows > 0, () => Error("mixing aggregate and non-aggregate columns is not supported"));
        Refuse.When(_hasPlainColumns && selectors > 1, () => Error("mixing multiple selector functions with tags or fields is not supported"));
        return _topBottom is not null ? ProjectionKind.TopBottom
            : _hasDistinct ? ProjectionKind.Distinct
            : groupsByTime && windows == 0 ? ProjectionKind.Aggregate
            : groupsByTime && Fields(s_windows) >= Fields([.. s_aggregates, .. s_selectors]) ? ProjectionKind.WindowAggregate
            : groupsByTime ? ProjectionKind.WindowAggregateMixed
            : selectors == 1 && aggregates == 0 ? ProjectionKind.Selector
            : selectors + aggregates > 0 ? ProjectionKind.Aggregate
            : windows > 0 ? ProjectionKind.Window
            : ProjectionKind.Raw;
    }

    private int Calls(FunctionFamily?[] families) => fields.SelectMany(field => field.Calls).Count(call => families.Contains(call.Family));

    private int Fields(FunctionFamily?[] families) => fields.Count(field => field.Calls.Any(call => families.Contains(call.Family)));

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
        _hasDistinct |= function.Family == FunctionFamily.Distinct;
        if (call is { Function: "count", Arguments: [Call { Function: "distinct" } distinct] })
        {
            CheckInner(distinct);
            return;
        }

        Refuse.When(function.Family == FunctionFamily.TopBottom && !ReferenceEquals(call, _topBottom),
            () => Error($"selector function {call.Function}() cannot be combined with other functions"));
        function.Check(call);
        switch (function.Family)
        {
            case FunctionFamily.Math:
                call.Arguments.Where(argument => argument is not (IntegerLiteral or FloatLiteral)).ToList().ForEach(Check);
                break;
            case FunctionFamily.TopBottom:
                _hasPlainColumns |= call.Arguments.Count > 2;
                break;
            case FunctionFamily.Window or FunctionFamily.Foreseen when call.Arguments[0] is Call inner:
                Refuse.When(!groupsByTime, () => Error($"{call.Function} aggregate requires a GROUP BY interval"));
                CheckInner(inner);
                break;
            case FunctionFamily.Window:
                Refuse.When(groupsByTime, () => Error($"aggregate function required inside the call to {call.Function}"));
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
