namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>What a function may be called with. Each check throws a <see cref="QueryException"/>.</summary>
internal static class FunctionArguments
{
    public static void CheckUnit(Call call)
    {
        Expression? unit = call.Arguments.ElementAtOrDefault(1);
        Refuse.When(unit is not (null or DurationLiteral),
            () => QueryException.Planning($"argument 2 to {call.Function} must be a duration, got {DebugText.Of(unit!)}"));
        Refuse.When(unit is DurationLiteral { Nanoseconds: <= 0 }, () => QueryException.Planning($"duration argument must be positive, got {unit}"));
    }

    public static void CheckColumn(Call call) =>
        Refuse.When(call.Arguments[0] is not Reference,
            () => QueryException.Planning($"expected field argument in {call.Function}(), got {DebugText.Of(call.Arguments[0])}"));

    public static void CheckDistinct(Call call) =>
        Refuse.When(call.Arguments[0] is not Reference, () => QueryException.Planning("expected field argument in distinct()"));

    public static void CheckPercentile(Call call) => Refuse.When(call.Arguments[1] is not (IntegerLiteral or FloatLiteral),
        () => QueryException.Planning($"expected number for percentile(), got {DebugText.Of(call.Arguments[1])}"));

    public static void CheckWindow(Call call)
    {
        long window = call.Arguments[1] is IntegerLiteral literal ? literal.Value
            : throw QueryException.Planning($"expected integer argument in {call.Function}()");
        Refuse.When(window <= 1, () => QueryException.Planning($"{call.Function} window must be greater than 1, got {window}"));
    }

    public static void CheckTopBottom(Call call)
    {
        string name = call.Function;
        Refuse.When(call.Arguments.Count < 2,
            () => QueryException.Planning($"invalid number of arguments for {name}, expected at least 2, got {call.Arguments.Count}"));
        if (call.Arguments[^1] is not IntegerLiteral limit)
        {
            throw QueryException.Planning($"expected integer as last argument for {name}, got {DebugText.Of(call.Arguments[^1])}");
        }

        Refuse.When(limit.Value <= 0, () => QueryException.Planning($"limit ({limit}) for {name} must be greater than 0"));
        Refuse.When(call.Arguments[0] is not Reference, () => QueryException.Planning($"expected first argument to be a field for {name}"));
        Expression? wrong = call.Arguments.Skip(1).SkipLast(1).FirstOrDefault(other => other is not Reference);
        Refuse.When(wrong is not null, () => QueryException.Planning($"only fields or tags are allow for {name}(), got {DebugText.Of(wrong!)}"));
    }
}
