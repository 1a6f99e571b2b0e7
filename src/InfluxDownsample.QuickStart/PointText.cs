using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace InfluxDownsample.QuickStart;

/// <summary>A point as text that is equal exactly when the points are: time to the nanosecond, every tag and field, types and all digits.</summary>
internal static class PointText
{
    private const string Time = "time";
    private static readonly string[] s_tags = ["room"];

    /// <summary>The points of a pipeline object: itself, or those of a batch.</summary>
    public static IEnumerable<PSObject> PointsOf(object? item)
    {
        PSObject value = PSObject.AsPSObject(item);
        return value.Methods["GetPoints"] is { } getPoints
            ? ((IEnumerable)PSObject.AsPSObject(getPoints.Invoke()).BaseObject).Cast<object>().Select(PSObject.AsPSObject)
            : [value];
    }

    /// <summary>Null when the point has no field, for such a point can't be stored.</summary>
    public static string? Of(PSObject point)
    {
        PSPropertyInfo[] columns = [.. point.Properties
            .Where(column => column.Name != Time && column.Value is not null)
            .OrderBy(column => column.Name, StringComparer.Ordinal)];
        return columns.All(column => s_tags.Contains(column.Name))
            ? null
            : string.Join(' ', columns.Select(column => $"{column.Name}={Exact(column.Value)}").Prepend(Nanoseconds(point)));
    }

    private static string Nanoseconds(PSObject point) =>
        Convert.ToString(point.Methods["GetNanoseconds"].Invoke(Time), CultureInfo.InvariantCulture)!;

    // "R" gives the shortest digits that name exactly this number.
    private static string Exact(object value) => value switch
    {
        double number => "float:" + number.ToString("R", CultureInfo.InvariantCulture),
        _ => $"{value.GetType().Name}:{Convert.ToString(value, CultureInfo.InvariantCulture)}",
    };
}
