using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Plans.Reading;

namespace InfluxDownsample.Core.Plans;

/// <summary>What is otherwise for some measurements or tiers of a plan.</summary>
/// <param name="Node">Where it stands.</param>
/// <param name="Measurements">The measurements; none means all.</param>
/// <param name="Tiers">The tiers, in lower case; none means all.</param>
/// <param name="Values">The parameters, by name.</param>
internal sealed record PlanOverride(
    PlanNode Node, IReadOnlyList<NamePattern> Measurements, IReadOnlyList<NamePattern> Tiers, IReadOnlyDictionary<string, PlanNode> Values)
{
    /// <summary>Whether it is about a job.</summary>
    public bool IsFor(PlanTier tier, string measurement)
        => (Measurements.Count == 0 || Measurements.Any(pattern => pattern.Matches(measurement)))
            && (Tiers.Count == 0 || Tiers.Any(pattern => pattern.Matches(tier.Name.ToLowerInvariant())));
}
