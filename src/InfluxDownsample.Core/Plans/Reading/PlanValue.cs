namespace InfluxDownsample.Core.Plans.Reading;

/// <summary>A text, a number, a boolean or nothing.</summary>
/// <param name="Line">The line.</param>
/// <param name="Key">Where it stands.</param>
/// <param name="Value">The value; null for nothing.</param>
internal sealed record PlanValue(int Line, string Key, object? Value) : PlanNode(Line, Key);
