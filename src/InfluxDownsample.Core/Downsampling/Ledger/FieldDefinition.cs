using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>What a field of a downsampled measurement holds.</summary>
/// <param name="Function">The name of the function, such as <c>mean</c>.</param>
/// <param name="Field">The field it was calculated from.</param>
/// <param name="Type">The type of its values; null when that is not recorded.</param>
internal sealed record FieldDefinition(string Function, string Field, PointType? Type = null);
