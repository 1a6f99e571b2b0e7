using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.LineProtocol;

/// <summary>A column as the target of a write has it.</summary>
/// <param name="Type">The field's type; of a tag, text.</param>
/// <param name="IsTag">Whether it is a tag.</param>
internal readonly record struct TargetColumn(PointType Type, bool IsTag);
