namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>A function, how many arguments it takes, and what else there is to check about them.</summary>
internal sealed record KnownFunction(string Names, FunctionFamily Family, int Least, int Most, params IReadOnlyList<Action<Call>> Checks)
{
    /// <exception cref="QueryException">The arguments do not fit.</exception>
    public void Check(Call call)
    {
        int given = call.Arguments.Count;
        string expected = Least == Most ? $"{Least}" : Most == int.MaxValue ? $"at least {Least}" : $"at least {Least} but no more than {Most}";
        Require(given >= Least && given <= Most, () => $"invalid number of arguments for {call.Function}, expected {expected}, got {given}");
        foreach (Action<Call> check in Checks)
        {
            check(call);
        }
    }

    public static void CheckColumn(Call call) => Require(call.Arguments[0] is Reference, () => $"expected field argument in {call.Function}()"
        + (call.Family == FunctionFamily.Distinct ? "" : $", got {ExpressionText.Debug(call.Arguments[0])}"));

    public static void CheckUnit(Call call)
    {
        Expression? unit = call.Arguments.ElementAtOrDefault(1);
        Require(unit is null or DurationLiteral, () => $"argument 2 to {call.Function} must be a duration, got {ExpressionText.Debug(unit!)}");
        Require(unit is not DurationLiteral { Nanoseconds: <= 0 }, () => $"duration argument must be positive, got {unit}");
    }

    public static void CheckPercentile(Call call) => Require(call.Arguments[1] is IntegerLiteral or FloatLiteral,
        () => $"expected number for percentile(), got {ExpressionText.Debug(call.Arguments[1])}");

    public static void CheckWindow(Call call)
    {
        IntegerLiteral? window = call.Arguments[1] as IntegerLiteral;
        Require(window is not null, () => $"expected integer argument in {call.Function}()");
        Require(window!.Value > 1, () => $"{call.Function} window must be greater than 1, got {window.Value}");
    }

    public static void CheckTopBottom(Call call)
    {
        (string name, Expression last) = (call.Function, call.Arguments[^1]);
        Require(last is IntegerLiteral, () => $"expected integer as last argument for {name}, got {ExpressionText.Debug(last)}");
        Require(last is IntegerLiteral { Value: > 0 }, () => $"limit ({last}) for {name} must be greater than 0");
        Require(call.Arguments[0] is Reference, () => $"expected first argument to be a field for {name}");
        Expression? wrong = call.Arguments.Skip(1).SkipLast(1).FirstOrDefault(other => other is not Reference);
        Require(wrong is null, () => $"only fields or tags are allow for {name}(), got {ExpressionText.Debug(wrong!)}");
    }

    private static void Require(bool fits, Func<string> otherwise) => Refuse.When(!fits, () => QueryException.Planning(otherwise()));
}
