namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Values known while planning, as bound expressions.</summary>
internal static class Constants
{
    /// <param name="value">Null, bool, long, ulong, double or string.</param>
    public static BoundExpression Of(object? value) => value switch
    {
        null => Null(),
        bool flag => Of(flag),
        long number => Of(number),
        ulong number => Of(number),
        double number => Of(number),
        _ => Of((string)value),
    };

    public static BoundExpression Null() => new("NULL", OutputType.Null, "NULL") { IsScalar = true };

    public static BoundExpression Of(bool value) => Known(Literals.Sql(value), OutputType.Boolean, $"Boolean({(value ? "true" : "false")})", value);

    public static BoundExpression Of(long value) => Known(Literals.Sql(value), OutputType.Integer, $"Int64({value.ToString()})", value);

    public static BoundExpression Of(ulong value) => Known(Literals.Sql(value), OutputType.Unsigned, $"UInt64({value.ToString()})", value);

    public static BoundExpression Of(double value) =>
        Known(Literals.Sql(value), OutputType.Float, $"Float64({value.ToString("R", CultureInfo.InvariantCulture)})", value);

    public static BoundExpression Of(string value) => Known(Literals.Sql(value), OutputType.String, $"Utf8(\"{value}\")", value);

    public static BoundExpression Of(IntervalValue value) => Known(
        $"{{'months': {value.Months}::INTEGER, 'days': {value.Days}::INTEGER, 'nanos': {Literals.Sql(value.Nanoseconds)}}}",
        OutputType.Interval, $"IntervalMonthDayNano(\"{value.ToString()}\")", value);

    public static BoundExpression Timestamp(long nanoseconds, string? zone, ExpressionName name) =>
        Known(Literals.Sql(nanoseconds), OutputType.TimestampOf(TimeUnit.Nanosecond, zone), name, nanoseconds);

    private static BoundExpression Known(string sql, OutputType type, ExpressionName name, object value) =>
        new(sql, type, name) { Nullable = false, IsScalar = true, Value = value };
}
