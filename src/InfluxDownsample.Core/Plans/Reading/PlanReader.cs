using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Downsampling;

namespace InfluxDownsample.Core.Plans.Reading;

/// <summary>Makes a plan of the parts of its file. What single values mean is looked at by those who know the parameters.</summary>
/// <param name="parameters">The parameters of a job.</param>
/// <param name="readName">Reads a name with the shell's wildcards.</param>
/// <param name="findings">Hears what is wrong.</param>
internal sealed class PlanReader(IReadOnlyCollection<string> parameters, Func<string, NamePattern> readName, PlanFindings findings)
{
    private readonly PlanSections _sections = new(findings);

    /// <summary>Reads a plan.</summary>
    public Plan Read(PlanNode root)
    {
        Dictionary<string, PlanNode> parts = _sections.Read(root, [.. PlanKeys.Root, PlanKeys.Schema], "The plan");
        IReadOnlyList<PlanConnection> connections = [.. ReadConnections(parts.GetValueOrDefault(PlanKeys.Connections))];
        List<PlanTier> tiers = ReadTiers(parts.GetValueOrDefault(PlanKeys.Tiers), connections);
        PlanMeasurement[] measurements = [.. _sections.Texts(parts.GetValueOrDefault(PlanKeys.Measurements), "A measurement")
            .Select(name => new PlanMeasurement(name, readName(Text(name))))];
        // What can't be read has been found already.
        bool isWhole = root is PlanMap && !findings.HasErrors;
        if (isWhole && tiers.Count == 0)
        {
            findings.Error(root, "The plan has no tier. Write Tiers = @{ Every = '1h' }, or several in order.");
        }

        if (isWhole && measurements.Length == 0)
        {
            findings.Error(root, "The plan names no measurement. Write Measurements = 'NAME'; wildcards do.");
        }

        return new Plan
        {
            Connections = connections,
            Defaults = _sections.Read(parts.GetValueOrDefault(PlanKeys.Defaults), PlanKeys.OfDefaults(parameters), "Defaults"),
            Measurements = measurements,
            Tiers = tiers,
            Overrides = [.. ReadOverrides(parts.GetValueOrDefault(PlanKeys.Jobs), measurements, tiers)],
        };
    }

    private IEnumerable<PlanConnection> ReadConnections(PlanNode? node)
    {
        foreach ((string name, PlanNode described) in _sections.Read(node, known: null, "Connections"))
        {
            yield return described is PlanValue { Value: string address }
                ? new PlanConnection(name, described, address.Trim(), new Dictionary<string, PlanNode>())
                : new PlanConnection(name, described, null, _sections.Read(described, PlanKeys.Connection, "A connection"));
        }
    }

    private List<PlanTier> ReadTiers(PlanNode? node, IReadOnlyList<PlanConnection> connections)
    {
        List<PlanTier> tiers = [];
        foreach (PlanNode item in PlanSections.Items(node))
        {
            Dictionary<string, PlanNode> values = _sections.Read(item, PlanKeys.OfTier(parameters), "A tier");
            if (item is PlanMap && !values.ContainsKey(PlanKeys.Every) && !findings.HasErrorsIn(item))
            {
                findings.Error(item, "The tier has no Every, the length of its windows, such as '1h'.");
            }

            string name = _sections.Text(values, PlanKeys.Name)
                ?? ((values.GetValueOrDefault(PlanKeys.Every) as PlanValue)?.Value?.ToString() is { Length: > 0 } every ? every : item.Key);
            if (Find(tiers, name) is not null)
            {
                findings.Error(values.GetValueOrDefault(PlanKeys.Name) ?? item, $"There is a tier '{name}' already. Give each a Name of its own.");
            }

            PlanTier? below = tiers.LastOrDefault();
            if (_sections.Text(values, PlanKeys.Source) is { } source)
            {
                below = Find(tiers, source);
                CheckSource(values[PlanKeys.Source], source, below, connections);
            }

            values.Remove(PlanKeys.Name);
            if (below is not null)
            {
                values.Remove(PlanKeys.Source);
            }

            tiers.Add(new PlanTier(name, item, below, values));
        }

        return tiers;
    }

    private void CheckSource(PlanNode node, string source, PlanTier? below, IReadOnlyList<PlanConnection> connections)
    {
        if (below is not null && connections.Any(connection => connection.Name.Equals(source, StringComparison.OrdinalIgnoreCase)))
        {
            findings.Error(node, $"'{source}' is a tier and a connection. Give one of them another name.");
        }
    }

    private IEnumerable<PlanOverride> ReadOverrides(PlanNode? node, PlanMeasurement[] measurements, List<PlanTier> tiers)
    {
        foreach (PlanNode item in PlanSections.Items(node))
        {
            Dictionary<string, PlanNode> values = _sections.Read(item, PlanKeys.OfJob(parameters), "A job");
            List<NamePattern> names = [];
            foreach (PlanValue name in _sections.Texts(values.GetValueOrDefault(PlanKeys.Measurement), "A measurement"))
            {
                names.Add(readName(Text(name)));
                if (names[^1].IsExact && !Array.Exists(measurements, known => known.Pattern.Matches(names[^1].Text)))
                {
                    findings.Warning(name, $"The plan has no measurement '{Text(name)}'. "
                        + NearNames.Suggest(Text(name), measurements.Select(known => known.Pattern.Text), "Measurements"));
                }
            }

            List<NamePattern> picked = [];
            foreach (PlanValue name in _sections.Texts(values.GetValueOrDefault(PlanKeys.Tier), "A tier"))
            {
                picked.Add(readName(Text(name).ToLowerInvariant()));
                if (!tiers.Exists(tier => picked[^1].Matches(tier.Name.ToLowerInvariant())))
                {
                    findings.Error(name, $"The plan has no tier '{Text(name)}'. {NearNames.Suggest(Text(name), tiers.Select(tier => tier.Name), "Tiers")}");
                }
            }

            values.Remove(PlanKeys.Measurement);
            values.Remove(PlanKeys.Tier);
            yield return new PlanOverride(item, names, picked, values);
        }
    }

    private static PlanTier? Find(List<PlanTier> tiers, string name) => tiers.Find(tier => tier.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string Text(PlanValue value) => (string)value.Value!;
}
