using InfluxDownsample.LocalServer.InfluxQl.Syntax;
using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.InfluxQl.Resolving;

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
            throw QueryException.Planning($"invalid number of arguments for {call.Function}, expected at least {least} but no more than {most}, got {call.Arguments.Count}");
        }
    }

    public static void CheckUnit(Call call)
    {
        if (call.Arguments.Count < 2)
        {
            return;
        }

        if (call.Arguments[1] is not DurationLiteral unit)
        {
            throw QueryException.Planning($"argument 2 to {call.Function} must be a duration, got {call.Arguments[1]}");
        }

        if (unit.Nanoseconds <= 0)
        {
            throw QueryException.Planning($"duration argument must be positive, got {unit}");
        }
    }

    public static void CheckColumn(Call call)
    {
        if (call.Arguments[0] is not Reference)
        {
            throw QueryException.Planning($"expected field argument in {call.Function}(), got {call.Arguments[0]}");
        }
    }

    public static void CheckPercentile(Call call)
    {
        CheckCount(call, 2);
        if (call.Arguments[1] is not (IntegerLiteral or FloatLiteral))
        {
            throw QueryException.Planning($"expected number for percentile(), got {call.Arguments[1]}");
        }

        CheckColumn(call);
    }
}
