using System.Globalization;
using InfluxDownsample.Core.Errors;
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

        object? converted = column.Type switch
        {
            PointType.Timestamp => ToNanoseconds(value),
            PointType.Integer => ToInteger(value),
            PointType.Unsigned => ToUnsigned(value),
            PointType.Float => ToFloat(value),
            PointType.String => value as string ?? System.Convert.ToString(value, CultureInfo.InvariantCulture),
            PointType.Boolean => value as bool? ?? (value is string text && bool.TryParse(text, out bool flag) ? flag : null),
            // Nothing is known of the column, so the value brings its own type.
            _ => value,
        };
        return converted ?? throw new PointException(new PointProblem(
            column.Name,
            string.Create(CultureInfo.InvariantCulture, $"the value '{value}' ({value.GetType().Name}) cannot be kept unchanged as {Noun(column.Type)}."),
            column.Type is PointType.Integer or PointType.Unsigned ? "Round it, or put it into a column of its own." : null));
    }

    private static object? ToNanoseconds(object value)
    {
        try
        {
            return value switch
            {
                DateTime time => UnixNanoseconds.FromDateTime(time),
                DateTimeOffset time => UnixNanoseconds.FromDateTimeOffset(time),
                string text => ParseTime(text),
                // A whole number is the stamp itself, as GetNanoseconds gives it.
                _ => ToInteger(value),
            };
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    // ISO 8601; without an offset it counts as UTC. .NET reads seven digits of a second, InfluxDB has nine.
    private static object? ParseTime(string text)
    {
        int dot = text.LastIndexOf('.');
        int digits = dot < 0 ? 0 : text.AsSpan(dot + 1).IndexOfAnyExceptInRange('0', '9') is int length and >= 0 ? length : text.Length - dot - 1;
        string whole = digits == 0 ? text : text.Remove(dot, digits + 1);
        if (digits > 9 || !DateTimeOffset.TryParse(whole, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset seconds))
        {
            return null;
        }

        long fraction = digits == 0 ? 0 : long.Parse(text.AsSpan(dot + 1, digits), CultureInfo.InvariantCulture);
        for (int digit = digits; digit < 9; digit++)
        {
            fraction *= 10;
        }

        return checked(UnixNanoseconds.FromDateTimeOffset(seconds) + fraction);
    }

    private static object? ToInteger(object value) => value switch
    {
        long number => number,
        sbyte or short or int or byte or ushort or uint => System.Convert.ToInt64(value, CultureInfo.InvariantCulture),
        ulong number => number <= long.MaxValue ? (long)number : null,
        // 2^63 itself is no long, and the largest double below it is.
        double or float => System.Convert.ToDouble(value, CultureInfo.InvariantCulture) is var number
            && double.IsInteger(number) && number >= long.MinValue && number < 9223372036854775808.0 ? (long)number : null,
        decimal number => decimal.IsInteger(number) && number >= long.MinValue && number <= long.MaxValue ? (long)number : null,
        string text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null,
        _ => null,
    };

    private static object? ToUnsigned(object value) => value switch
    {
        ulong number => number,
        byte or ushort or uint => System.Convert.ToUInt64(value, CultureInfo.InvariantCulture),
        double or float => System.Convert.ToDouble(value, CultureInfo.InvariantCulture) is var number
            && double.IsInteger(number) && number >= 0 && number < 18446744073709551616.0 ? (ulong)number : null,
        decimal number => decimal.IsInteger(number) && number >= 0 && number <= ulong.MaxValue ? (ulong)number : null,
        string text => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null,
        _ => ToInteger(value) is long number and >= 0 ? (ulong)number : null,
    };

    private static object? ToFloat(object value) => value switch
    {
        double number => number,
        float number => (double)number,
        decimal number => (double)number,
        // Beyond 2^53 not every integer is a double.
        ulong number => (UInt128)(double)number == number ? (double)number : null,
        string text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null,
        _ => ToInteger(value) is long number && (Int128)(double)number == number ? (double)number : null,
    };

    private static string Noun(PointType type) => type switch
    {
        PointType.Timestamp => "a time",
        PointType.Integer => "an integer",
        PointType.Unsigned => "an unsigned integer",
        PointType.Float => "a float",
        _ => "a boolean",
    };
}
