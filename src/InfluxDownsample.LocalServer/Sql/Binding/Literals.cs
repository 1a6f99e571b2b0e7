using System.Globalization;
using System.Text;
using Apache.Arrow.Types;
using InfluxDownsample.LocalServer.Query;
using InfluxDownsample.LocalServer.Sql.Syntax;

namespace InfluxDownsample.LocalServer.Sql.Binding;

/// <summary>Values as DuckDB's text and as bound expressions.</summary>
internal static class Literals
{
    public static BoundExpression Null() => new("NULL", OutputType.Null, "NULL") { IsScalar = true };

    public static BoundExpression Of(bool value) =>
        Known(Sql(value), OutputType.Boolean, $"Boolean({(value ? "true" : "false")})", value);

    public static BoundExpression Of(long value)
        => Known(Sql(value), OutputType.Integer, string.Create(CultureInfo.InvariantCulture, $"Int64({value})"), value);

    public static BoundExpression Of(ulong value) =>
        Known(Sql(value), OutputType.Unsigned, string.Create(CultureInfo.InvariantCulture, $"UInt64({value})"), value);

    public static BoundExpression Of(double value)
        => Known(Sql(value), OutputType.Float, $"Float64({value.ToString("R", CultureInfo.InvariantCulture)})", value);

    public static BoundExpression Of(string value) => Known(Sql(value), OutputType.String, $"Utf8(\"{value}\")", value);

    public static BoundExpression Of(IntervalValue value) =>
        Known(Sql(value), OutputType.Interval, $"IntervalMonthDayNano(\"{value.ToString()}\")", value);

    /// <summary>A timestamp known while planning.</summary>
    public static BoundExpression Timestamp(long nanoseconds, string? zone, ExpressionName name) =>
        Known(Sql(nanoseconds), OutputType.TimestampOf(TimeUnit.Nanosecond, zone), name, nanoseconds);

    public static string Sql(bool value) => value ? "TRUE" : "FALSE";

    public static string Sql(ulong value) => string.Create(CultureInfo.InvariantCulture, $"{value}::UBIGINT");

    // the smallest number cannot be written as a negated literal
    public static string Sql(long value) =>
        value == long.MinValue ? "(-9223372036854775807::BIGINT - 1)" : value < 0 ? $"({Text(value)}::BIGINT)" : $"{Text(value)}::BIGINT";

    public static string Sql(double value) =>
        double.IsFinite(value) ? $"({value.ToString("E17", CultureInfo.InvariantCulture)})"
            : $"'{(double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf")}'::DOUBLE";

    public static string Sql(IntervalValue value) => string.Create(
        CultureInfo.InvariantCulture, $"{{'months': {value.Months}::INTEGER, 'days': {value.Days}::INTEGER, 'nanos': {Sql(value.Nanoseconds)}}}");

    public static string Sql(string value)
    {
        StringBuilder sql = new("'");
        foreach (char c in value)
        {
            switch (c)
            {
                case '\'':
                    sql.Append("''");
                    break;
                case '\0':
                    // a statement's text ends at NUL
                    sql.Append("' || chr(0) || '");
                    break;
                default:
                    sql.Append(c);
                    break;
            }
        }

        sql.Append('\'');
        return value.Contains('\0') ? $"({sql})" : sql.ToString();
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static BoundExpression Known(string sql, OutputType type, ExpressionName name, object value) =>
        new(sql, type, name) { Nullable = false, IsScalar = true, Value = value };
}
