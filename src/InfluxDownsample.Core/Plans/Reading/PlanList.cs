namespace InfluxDownsample.Core.Plans.Reading;

/// <summary>A list.</summary>
/// <param name="Line">The line in which it begins.</param>
/// <param name="Key">Where it stands.</param>
/// <param name="Items">What is in it.</param>
internal sealed record PlanList(int Line, string Key, IReadOnlyList<PlanNode> Items) : PlanNode(Line, Key);
