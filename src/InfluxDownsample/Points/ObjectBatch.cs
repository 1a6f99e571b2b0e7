using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Points;

/// <summary>Columns made from objects, and the object behind each row.</summary>
internal sealed record ObjectBatch(PointBatch Columns, IReadOnlyList<object> Inputs);
