using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Points.Objects;

/// <summary>
/// Brings a property's value into one of the forms columns have: <c>long</c>, <c>ulong</c>, <c>double</c>, <c>bool</c>, <c>string</c>,
/// or <see cref="DateTime"/>/<see cref="DateTimeOffset"/>/<see cref="PointTime"/> for times. Numbers that a field holds as <c>double</c> stay what they are
/// until it is known that they are none that count time.
/// </summary>
internal static class ObjectCell
{
    /// <exception cref="PointException">Nothing a point can hold: an array, a nested object.</exception>
    public static object? Normalize(string column, object? value) => value switch
    {
        null => null,
        string or bool or long or ulong or double or float or Half or decimal or DateTime or DateTimeOffset or PointTime => value,
        sbyte or short or int => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        byte or ushort or uint => Convert.ToUInt64(value, CultureInfo.InvariantCulture),
        // JSON gives whole numbers beyond 63 bits so.
        BigInteger number when number >= 0 && number <= ulong.MaxValue => (ulong)number,
        BigInteger number when number < 0 && number >= long.MinValue => (long)number,
        BigInteger => throw new PointException(new PointProblem(column, "The whole number has more than 64 bits.", "Write it as text, or as a float.")),
        DateOnly date => ExactTime.Midnight(date),
        char or Enum or Guid or Uri => value.ToString(),
        _ => throw new PointException(new PointProblem(
            column,
            $"A value of type {TypeNameOf(value)} is no time, and cannot be a field or tag; text, numbers and booleans can.",
            "Select one of its members, or leave the property out with Select-Object -ExcludeProperty or -FieldColumn.")),
    };

    /// <summary>The value as a field or a tag has it.</summary>
    public static object? Field(object? value) => value switch
    {
        float number => (double)number,
        decimal number => (double)number,
        Half number => (double)number,
        _ => value,
    };

    // Of a custom object, and of what jobs make a bag of properties of, the engine knows the type.
    private static string TypeNameOf(object value) => value is PSObject bag
        ? bag.TypeNames[0].Replace("System.Management.Automation.", "", StringComparison.Ordinal) : value.GetType().Name;

    /// <summary>The column type that a value asks for.</summary>
    public static PointType TypeOf(object value) => value switch
    {
        long => PointType.Integer,
        ulong => PointType.Unsigned,
        double => PointType.Float,
        bool => PointType.Boolean,
        DateTime or DateTimeOffset or PointTime => PointType.Timestamp,
        _ => PointType.String,
    };
}
