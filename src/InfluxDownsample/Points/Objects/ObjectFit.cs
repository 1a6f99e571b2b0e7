using System.Globalization;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.LineProtocol.Numbers;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Points.Objects;

/// <summary>Takes an object's value into the type its column has for this call. Only what stays the same value is taken.</summary>
internal static class ObjectFit
{
    /// <param name="column">The column.</param>
    /// <param name="value">The value, in one of the forms of <see cref="ObjectCell"/>.</param>
    /// <param name="mayConvert">Whether text may become what the column holds, and the other way round.</param>
    /// <param name="culture">In which culture numbers in text are written; null takes a decimal point.</param>
    /// <param name="times">Reads times.</param>
    /// <param name="noFit">What to say of a value that does not fit.</param>
    /// <param name="builder">Gets the value.</param>
    /// <exception cref="InfluxException">The value does not fit; nothing was added.</exception>
    public static void Add(
        PointColumn column, object? value, bool mayConvert, CultureInfo? culture, TimeReader times, Func<object, InfluxException> noFit, ColumnBuilder builder)
    {
        // Import-Csv writes a missing number as an empty text.
        if (value is null || (value is string { Length: 0 } && column.Type != PointType.String))
        {
            builder.AddNull();
            return;
        }

        if (!mayConvert && (value is string) != (column.Type == PointType.String) && column.Role == ColumnRole.Field && column.Type != PointType.Other)
        {
            throw IsTime(value) ? NotATime(column) : noFit(value);
        }

        object number = value is string text && column.Type is PointType.Integer or PointType.Unsigned or PointType.Float ? NumberText.WithPoint(text, culture)
            : value;
        switch (column.Type)
        {
            case PointType.Timestamp:
                builder.AddWord(column.Role == ColumnRole.Time ? Time(column, value, times) : throw NotATime(column));
                break;
            case PointType.Integer:
                builder.AddWord(ExactNumber.TryToInt64(number, out long integer) ? integer : throw noFit(value));
                break;
            case PointType.Unsigned:
                builder.AddWord(ExactNumber.TryToUInt64(number, out ulong unsigned) ? (long)unsigned : throw noFit(value));
                break;
            case PointType.Float:
                builder.AddWord(BitConverter.DoubleToInt64Bits(ExactNumber.TryToDouble(number, out double real) ? real : throw noFit(value)));
                break;
            case PointType.Boolean:
                builder.AddBoolean(value is bool flag || (value is string word && bool.TryParse(word, out flag)) ? flag : throw noFit(value));
                break;
            case PointType.String:
                builder.AddText(Text(column, value));
                break;
            default:
                builder.AddOther(value);
                break;
        }
    }

    private static long Time(PointColumn column, object value, TimeReader times)
    {
        string? problem = null;
        long nanoseconds = 0;
        switch (value)
        {
            case PointTime time:
                nanoseconds = time.Nanoseconds;
                break;
            case DateTime or DateTimeOffset:
                problem = ColumnValue.TryToNanoseconds(value, out nanoseconds) ? null : "The time is outside InfluxDB's range, 1677 to 2262.";
                break;
            case long or ulong or double or float or Half or decimal:
                problem = times.ReadWhole(value, out nanoseconds);
                break;
            case string text:
                problem = ColumnValue.TryParseRelative(text, out nanoseconds) ? null : times.ReadText(text, out nanoseconds);
                break;
            default:
                problem = $"A value of type {value.GetType().Name} is no time. Give a DateTime, ISO 8601 text, or a whole number in the unit of -Precision.";
                break;
        }

        return problem is null ? nanoseconds : throw new PointException(new PointProblem(column.Name, problem));
    }

    /// <summary>Whether a value is a time by its type.</summary>
    public static bool IsTime(object value) => value is DateTime or DateTimeOffset or PointTime;

    private static string Text(PointColumn column, object value)
    {
        string text = value switch
        {
            string same => same,
            true => "true",
            false => "false",
            _ when IsTime(value) => throw NotATime(column),
            _ => System.Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
        // Half a surrogate pair has no UTF-8; replacing it would change the value in silence.
        return StrictUtf8.IsValid(text)
            ? text
            : throw new PointException(new PointProblem(column.Name, "The text holds half a surrogate pair, so it is no valid Unicode."));
    }

    /// <summary>That a time cannot be a field.</summary>
    public static PointException NotATime(PointColumn column) => new(new PointProblem(
        column.Name, "InfluxDB has no timestamp fields.", "Leave the property out, or make it text or a number."));
}
