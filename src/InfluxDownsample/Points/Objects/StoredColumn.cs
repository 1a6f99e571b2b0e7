using InfluxDownsample.Core.LineProtocol;

namespace InfluxDownsample.Points.Objects;

/// <summary>A column that the target has already.</summary>
/// <param name="Column">Its type and role.</param>
/// <param name="Measurement">The target.</param>
internal sealed record StoredColumn(TargetColumn Column, string Measurement);
