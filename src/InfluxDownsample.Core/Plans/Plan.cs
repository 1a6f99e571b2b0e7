using InfluxDownsample.Core.Plans.Reading;

namespace InfluxDownsample.Core.Plans;

/// <summary>A plan as its file says it: connections, measurements, and tiers in order.</summary>
internal sealed record Plan
{
    /// <summary>The connections it describes.</summary>
    public IReadOnlyList<PlanConnection> Connections { get; init; } = [];

    /// <summary>What counts for all tiers, by name.</summary>
    public required IReadOnlyDictionary<string, PlanNode> Defaults { get; init; }

    /// <summary>The raw measurements, with wildcards.</summary>
    public IReadOnlyList<PlanMeasurement> Measurements { get; init; } = [];

    /// <summary>The tiers, the finest first.</summary>
    public IReadOnlyList<PlanTier> Tiers { get; init; } = [];

    /// <summary>What is otherwise for some jobs; the last one wins.</summary>
    public IReadOnlyList<PlanOverride> Overrides { get; init; } = [];

    /// <summary>The connection of that name; null when the plan describes none.</summary>
    public PlanConnection? FindConnection(string name)
        => Connections.FirstOrDefault(connection => connection.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What is said of one job: by the defaults, by its tier, and by what is otherwise for it.</summary>
    public Dictionary<string, PlanNode> ValuesOf(PlanTier tier, string measurement)
    {
        Dictionary<string, PlanNode> values = new(Defaults, StringComparer.OrdinalIgnoreCase);
        if (tier.Below is not null)
        {
            // The defaults tell where the raw measurements are.
            values.Remove(PlanKeys.Source);
            values.Remove("SourceDatabase");
        }

        IEnumerable<IReadOnlyDictionary<string, PlanNode>> special = Overrides.Where(one => one.IsFor(tier, measurement)).Select(one => one.Values);
        foreach ((string name, PlanNode value) in special.Prepend(tier.Values).SelectMany(section => section))
        {
            values[name] = value;
        }

        return values;
    }
}
