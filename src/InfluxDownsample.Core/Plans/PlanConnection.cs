using InfluxDownsample.Core.Plans.Reading;

namespace InfluxDownsample.Core.Plans;

/// <summary>A connection that a plan describes.</summary>
/// <param name="Name">What the plan calls it.</param>
/// <param name="Node">Where.</param>
/// <param name="Address">The address with settings, or the name of a registered connection; null where <paramref name="Values"/> describe it.</param>
/// <param name="Values">What is said of it, by name.</param>
internal sealed record PlanConnection(string Name, PlanNode Node, string? Address, IReadOnlyDictionary<string, PlanNode> Values);
