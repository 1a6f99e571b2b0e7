namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Values known while planning, as bound expressions.</summary>
internal static class Constants
{
    public static BoundExpression Null { get; } = new("NULL", OutputType.Null, "NULL") { IsScalar = true };

    /// <param name="value">Null, bool, long, ulong, double, string or an interval.</param>
    public static BoundExpression Of(object? value) => value switch
    {
        null => Null,
        bool flag => Known(Literals.Sql(flag), OutputType.Boolean, $"Boolean({(flag ? "true" : "false")})", value),
        long number => Known(Literals.Sql(number), OutputType.Integer, $"Int64({number.ToString()})", value),
        ulong number => Known(Literals.Sql(number), OutputType.Unsigned, $"UInt64({number.ToString()})", value),
        double number => Known(Literals.Sql(number), OutputType.Float, $"Float64({number.ToString("R", CultureInfo.InvariantCulture)})", value),
        IntervalValue interval => Known(
            $"{{'months': {interval.Months}::INTEGER, 'days': {interval.Days}::INTEGER, 'nanos': {Literals.Sql(interval.Nanoseconds)}}}",
            OutputType.Interval, $"IntervalMonthDayNano(\"{interval.ToString()}\")", value),
        _ => Known(Literals.Sql((string)value), OutputType.String, $"Utf8(\"{(string)value}\")", value),
    };

    public static BoundExpression Timestamp(long nanoseconds, string? zone, ExpressionName name) =>
        Known(Literals.Sql(nanoseconds), OutputType.TimestampOf(TimeUnit.Nanosecond, zone), name, nanoseconds);

    private static BoundExpression Known(string sql, OutputType type, ExpressionName name, object value) =>
        new(sql, type, name) { Nullable = false, IsScalar = true, Value = value };
}
