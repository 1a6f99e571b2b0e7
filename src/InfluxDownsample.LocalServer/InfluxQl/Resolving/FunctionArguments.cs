namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>What a function may be called with. Each check throws a <see cref="QueryException"/>.</summary>
internal static class FunctionArguments
{
    public static void CheckCount(Call call, int expected)
    {
        if (call.Arguments.Count != expected)
        {
            throw QueryException.Planning($"invalid number of arguments for {call.Function}, expected {expected}, got {call.Arguments.Count}");
        }
    }

    public static void CheckCount(Call call, int least, int most)
    {
        if (call.Arguments.Count < least || call.Arguments.Count > most)
        {
            throw QueryException.Planning(
                $"invalid number of arguments for {call.Function}, expected at least {least} but no more than {most}, got {call.Arguments.Count}");
        }
    }

    public static void CheckUnit(Call call)
    {
        switch (call.Arguments.ElementAtOrDefault(1))
        {
            case null or DurationLiteral { Nanoseconds: > 0 }:
                break;
            case DurationLiteral unit:
                throw QueryException.Planning($"duration argument must be positive, got {unit}");
            case { } other:
                throw QueryException.Planning($"argument 2 to {call.Function} must be a duration, got {DebugText.Of(other)}");
        }
    }

    public static void CheckColumn(Call call)
    {
        if (call.Arguments[0] is not Reference)
        {
            throw QueryException.Planning($"expected field argument in {call.Function}(), got {DebugText.Of(call.Arguments[0])}");
        }
    }

    public static void CheckPercentile(Call call)
    {
        CheckCount(call, 2);
        if (call.Arguments[1] is not (IntegerLiteral or FloatLiteral))
        {
            throw QueryException.Planning($"expected number for percentile(), got {DebugText.Of(call.Arguments[1])}");
        }

        CheckColumn(call);
    }

    public static void CheckSample(Call call)
    {
        CheckCount(call, 2);
        if (Integer(call, 1) is var window and <= 1)
        {
            throw QueryException.Planning($"sample window must be greater than 1, got {window}");
        }

        CheckColumn(call);
    }

    public static void CheckTopBottom(Call call)
    {
        string name = call.Function;
        if (call.Arguments.Count < 2)
        {
            throw QueryException.Planning($"invalid number of arguments for {name}, expected at least 2, got {call.Arguments.Count}");
        }

        if (call.Arguments[^1] is not IntegerLiteral limit)
        {
            throw QueryException.Planning($"expected integer as last argument for {name}, got {DebugText.Of(call.Arguments[^1])}");
        }

        if (limit.Value <= 0)
        {
            throw QueryException.Planning($"limit ({limit}) for {name} must be greater than 0");
        }

        if (call.Arguments[0] is not Reference)
        {
            throw QueryException.Planning($"expected first argument to be a field for {name}");
        }

        if (call.Arguments.Skip(1).SkipLast(1).FirstOrDefault(other => other is not Reference) is { } wrong)
        {
            throw QueryException.Planning($"only fields or tags are allow for {name}(), got {DebugText.Of(wrong)}");
        }
    }

    public static void CheckMovingAverage(Call call)
    {
        CheckCount(call, 2);
        if (Integer(call, 1) is var window and <= 1)
        {
            throw QueryException.Planning($"moving_average window must be greater than 1, got {window}");
        }
    }

    private static long Integer(Call call, int position) => call.Arguments[position] is IntegerLiteral literal
        ? literal.Value
        : throw QueryException.Planning($"expected integer argument in {call.Function}()");
}
