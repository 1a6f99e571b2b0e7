using System.Globalization;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Write;

namespace InfluxDownsample.Pipeline;

/// <summary>Warnings that more than one cmdlet gives.</summary>
internal static class Warnings
{
    public const string MeasurementDropped =
        $"The input has the column '{PointSchema.MeasurementColumn}', which is left out because -Measurement names the target. "
        + "Remove it with Remove-MeasurementColumn.";

    public static string RenamedColumns(IEnumerable<string> columns)
        => "Copies of points are written with the names of their properties: "
            + $"{ErrorText.Quote(string.Join(", ", columns.Select(static name => $"'{name}'")))}. "
            + "A number stands behind names that PowerShell does not tell apart; the columns are called otherwise. "
            + "Write the points themselves, or name the columns: Select-Object @{ Name = 'temp'; Expression = 'temp_2' }.";

    public static string InferredAsText(string column, string text)
        => $"The new column '{ErrorText.Quote(column)}' is written as text, for good: "
            + $"most of its texts are numbers or booleans, but '{ErrorText.Quote(text)}' is none. "
            + "Correct it, or say the column's type with -FieldType.";

    public static string LikelyUnit(WritePrecision unit)
        => $"Numbers as times count in nanoseconds and lie before 1971 so. If they are meant in another unit, say -Precision {unit}.";

    public static string WithoutTime(long rows, long first)
        => rows == 1 ? string.Create(CultureInfo.InvariantCulture, $"Row {first} has no time and comes last. Write-InfluxPoints refuses it.")
            : string.Create(CultureInfo.InvariantCulture, $"{rows} rows have no time and come last; the first of them is row {first}. ")
                + "Write-InfluxPoints refuses them.";

    public static string Repeated(long points)
        => $"{CountText.Of(points, "point")} {CountText.Choose(points, "has", "have")} the series and time of another one of this call; "
            + "InfluxDB keeps one of each. Were times cut, or tags left out?";
}
