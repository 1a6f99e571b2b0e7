using InfluxDownsample.Core.Plans.Reading;

namespace InfluxDownsample.Core.Plans;

/// <summary>A step of a plan: one interval, made of the raw measurements or of the tier below.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Node">Where it stands.</param>
/// <param name="Below">The tier that it is made of; null where it reads the raw measurements.</param>
/// <param name="Values">The parameters of its jobs, by name.</param>
internal sealed record PlanTier(string Name, PlanNode Node, PlanTier? Below, IReadOnlyDictionary<string, PlanNode> Values);
