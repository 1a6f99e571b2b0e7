using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Pipeline;

/// <summary>Warnings that more than one cmdlet gives.</summary>
internal static class Warnings
{
    public const string TagsLost =
        "The input was copied from points (by Select-Object or serialization), which loses what the server said of its columns: text is written as fields. Name the tags with -TagColumn.";

    public const string MeasurementDropped =
        $"The input has the column '{PointSchema.MeasurementColumn}', which is left out because -Measurement names the target. Remove it with Remove-MeasurementColumn.";
}
