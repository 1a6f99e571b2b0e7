using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>A row of a batch.</summary>
internal readonly record struct PointRow(PointBatch Batch, int Row);
