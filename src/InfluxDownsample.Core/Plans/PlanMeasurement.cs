using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Plans.Reading;

namespace InfluxDownsample.Core.Plans;

/// <summary>A raw measurement of a plan, or wildcards for several.</summary>
/// <param name="Node">Where it stands.</param>
/// <param name="Pattern">The name.</param>
internal sealed record PlanMeasurement(PlanNode Node, NamePattern Pattern);
