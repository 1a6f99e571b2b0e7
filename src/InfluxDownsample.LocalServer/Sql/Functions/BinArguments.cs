namespace InfluxDownsample.LocalServer.Sql;

/// <summary>The stride and origin of the date_bin family: literals only. // wire reference 3.1</summary>
internal static class BinArguments
{
    public static IntervalValue Stride(FunctionCall call, string function)
    {
        BoundExpression argument = call[0];
        IntervalValue stride = argument.Value switch
        {
            IntervalValue interval => interval,
            string text => IntervalSyntax.Parse(text, unit: null),
            _ when argument.Type.Kind == ArrowTypeId.Interval =>
                throw Unsupported($"{function} only supports literal values for the stride argument, not arrays"),
            _ => throw call.NoMatch(),
        };
        Refuse.When(stride.Months != 0 && (stride.Days != 0 || stride.Nanoseconds != 0),
            () => Unsupported($"{function} stride does not support combination of month, day and nanosecond intervals"));
        Refuse.When(stride.Months == 0 && stride.FixedNanoseconds is null,
            () => QueryException.Execution($"Execution error: {function} stride argument is too large"));
        // backwards is as good as forwards
        long size = stride.Months != 0 ? stride.Months : stride.FixedNanoseconds!.Value;
        return size > 0 ? stride : size < 0 ? stride.Negate() : throw QueryException.Execution($"Execution error: {function} stride must be non-zero");
    }

    public static long Origin(FunctionCall call, string function) =>
        call.Count < 3 ? 0
        : call.Timestamp(2).Value is long origin ? origin
        : throw Unsupported($"{function} only supports literal values for the origin argument, not arrays");

    private static QueryException Unsupported(string message) =>
        new(QueryErrorKind.NotImplemented, "This feature is not implemented: " + message, QueryPhase.Execution);
}
