namespace InfluxDownsample.Core.Downsampling;

/// <summary>What a field of a downsampled measurement holds.</summary>
/// <param name="Function">The name of the function, such as <c>mean</c>.</param>
/// <param name="Field">The field it was calculated from.</param>
internal sealed record FieldRecord(string Function, string Field);
