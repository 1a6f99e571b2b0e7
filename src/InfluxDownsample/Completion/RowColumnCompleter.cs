using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Completion;

/// <summary>Completes the columns of rows: that of the measurement and that of the time, which every row has, then tags and fields.</summary>
public sealed class RowColumnCompleter : ColumnNameCompleter
{
    private protected override IEnumerable<Completion> Known =>
    [
        new(PointSchema.MeasurementColumn, "the measurement, which every InfluxQL result carries"),
        new("time", "the time"),
    ];
}
