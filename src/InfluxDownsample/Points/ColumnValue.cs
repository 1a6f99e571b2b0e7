using System.Globalization;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol.Numbers;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Points;

/// <summary>
/// Takes a value that a script assigned into the type of its column. Only what stays the same value is taken: 5 is a float 5, but 5.5 is no integer.
/// </summary>
internal static class ColumnValue
{
    /// <returns>The value in the column's type; a time as long, in nanoseconds; null stays null.</returns>
    /// <exception cref="PointException">The column cannot hold the value as it is.</exception>
    public static object? Convert(PointColumn column, object? value)
    {
        if (value is null or DBNull)
        {
            return null;
        }

        object wide = Widen(value);
        object? converted = column.Type switch
        {
            PointType.Timestamp => TryToNanoseconds(value, out long nanoseconds) ? nanoseconds : null,
            PointType.Integer => ExactNumber.TryToInt64(wide, out long integer) ? integer : null,
            PointType.Unsigned => ExactNumber.TryToUInt64(wide, out ulong unsigned) ? unsigned : null,
            PointType.Float => ExactNumber.TryToDouble(wide, out double number) ? number : null,
            PointType.String => System.Convert.ToString(wide, CultureInfo.InvariantCulture),
            PointType.Boolean => wide is bool || (wide is string text && bool.TryParse(text, out _))
                ? System.Convert.ToBoolean(wide, CultureInfo.InvariantCulture) : null,
            // Nothing is known of the column, so the value brings its own type.
            _ => wide,
        };
        return converted ?? throw new PointException(new PointProblem(
            column.Name,
            string.Create(CultureInfo.InvariantCulture,
                $"the value '{ErrorText.Quote(System.Convert.ToString(value, CultureInfo.InvariantCulture)!)}' ({value.GetType().Name}) "
                + $"cannot be kept unchanged as {Noun(column.Type)}."),
            column.Type is PointType.Integer or PointType.Unsigned ? "Round it, or put it into a column of its own." : null));
    }

    // The few types that columns have, without losing a digit.
    private static object Widen(object value) => value switch
    {
        sbyte or short or int or byte or ushort or uint => System.Convert.ToInt64(value, CultureInfo.InvariantCulture),
        float number => (double)number,
        decimal number when decimal.IsInteger(number) && number >= long.MinValue && number <= ulong.MaxValue => number < 0 ? (long)number : (ulong)number,
        decimal number => (double)number,
        char or Enum => value.ToString()!,
        _ => value,
    };

    /// <summary>
    /// Takes a value as a time: a DateTime (of Kind Unspecified it counts as UTC), a DateTimeOffset, a DateOnly, ISO 8601 text or text relative to now, or
    /// whole nanoseconds as GetNanoseconds gives them.
    /// </summary>
    public static bool TryToNanoseconds(object value, out long nanoseconds)
    {
        try
        {
            switch (ExactTime.Restore(value))
            {
                case PointTime time:
                    nanoseconds = time.Nanoseconds;
                    return true;
                case DateTime time:
                    nanoseconds = UnixNanoseconds.FromDateTime(time);
                    return true;
                case DateOnly date:
                    nanoseconds = UnixNanoseconds.FromDateTime(ExactTime.Midnight(date));
                    return true;
                case DateTimeOffset time:
                    nanoseconds = UnixNanoseconds.FromDateTimeOffset(time);
                    return true;
                case string text:
                    return TimeText.TryParse(text, out nanoseconds) || TryParseRelative(text, out nanoseconds);
                default:
                    return ExactNumber.TryToInt64(Widen(value), out nanoseconds);
            }
        }
        catch (OverflowException)
        {
            nanoseconds = 0;
            return false;
        }
    }

    /// <summary>Takes text relative to now, such as <c>-24h</c>.</summary>
    public static bool TryParseRelative(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        bool isRelative = text.StartsWith("now", StringComparison.OrdinalIgnoreCase)
            || (text.Length > 1 && text[0] is '-' or '+' && char.IsAsciiLetter(text[^1]));
        if (!isRelative)
        {
            return false;
        }

        try
        {
            nanoseconds = TimeExpression.Parse(text, UnixNanoseconds.FromDateTime(DateTime.UtcNow), null, "InputObject");
            return true;
        }
        catch (InfluxException)
        {
            return false;
        }
    }

    private static string Noun(PointType type) => type switch
    {
        PointType.Timestamp => "a time",
        PointType.Integer => "an integer",
        PointType.Unsigned => "an unsigned integer",
        PointType.Float => "a float",
        _ => "a boolean",
    };
}
