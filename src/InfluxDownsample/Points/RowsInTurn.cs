using InfluxDownsample.Core.Points;
using InfluxDownsample.Points.Objects;

namespace InfluxDownsample.Points;

/// <summary>Rows that are being handed on, and how far that has come.</summary>
/// <param name="Columns">The rows.</param>
/// <param name="Whole">The batch of the pipeline that they are, or null.</param>
/// <param name="Objects">What they were made from where they are no batch of the pipeline.</param>
internal sealed record RowsInTurn(PointBatch Columns, InfluxBatch? Whole, ObjectBatch? Objects)
{
    /// <summary>The next row.</summary>
    public int Next { get; set; }
}
