using InfluxDownsample.Core.Catalog;

namespace InfluxDownsample.Core.Plans.Reading;

/// <summary>Takes the parts of a plan for what they are meant as, and says where they cannot be.</summary>
internal sealed class PlanSections(PlanFindings findings)
{
    private const char NotePrefix = '_';

    /// <summary>The values of a part by their names, which do not depend on capitals. What is empty is as if it were not there.</summary>
    /// <param name="node">The part.</param>
    /// <param name="known">The names that it may have; null for any.</param>
    /// <param name="what">What it is, for the message.</param>
    public Dictionary<string, PlanNode> Read(PlanNode? node, IReadOnlyCollection<string>? known, string what)
    {
        Dictionary<string, PlanNode> values = new(StringComparer.OrdinalIgnoreCase);
        if (node is not (null or PlanMap or PlanValue { Value: null }))
        {
            findings.Error(node, $"{what} is a hashtable (in JSON an object) of names and values, not {Describe(node)}.");
        }

        foreach (PlanEntry entry in (node as PlanMap)?.Entries.Where(entry => !entry.Name.StartsWith(NotePrefix)) ?? [])
        {
            if (known is not null && !known.Contains(entry.Name, StringComparer.OrdinalIgnoreCase))
            {
                string near = NearNames.Suggest(entry.Name, known, kind: null);
                string all = $"It has {string.Join(", ", known.Order(StringComparer.Ordinal))}.";
                findings.Error(entry.Line, entry.Value.Key, $"'{entry.Name}' is nothing that {Lower(what)} has. {(near.Length > 0 ? near : all)}");
            }
            else if (!values.TryAdd(known?.First(name => name.Equals(entry.Name, StringComparison.OrdinalIgnoreCase)) ?? entry.Name, entry.Value))
            {
                findings.Error(entry.Line, entry.Value.Key, $"'{entry.Name}' is there twice.");
            }
        }

        foreach (string empty in values.Where(pair => pair.Value is PlanValue { Value: null or "" }).Select(pair => pair.Key).ToArray())
        {
            values.Remove(empty);
        }

        return values;
    }

    /// <summary>The items of a list; a single one needs no list, and nothing is none.</summary>
    public static IReadOnlyList<PlanNode> Items(PlanNode? node) => node switch
    {
        null or PlanValue { Value: null or "" } => [],
        PlanList list => list.Items,
        _ => [node],
    };

    /// <summary>The texts of a list; what is no text is a finding.</summary>
    public IEnumerable<PlanValue> Texts(PlanNode? node, string what)
    {
        foreach (PlanNode item in Items(node))
        {
            if (item is PlanValue { Value: string text } value && !string.IsNullOrWhiteSpace(text))
            {
                yield return value;
            }
            else
            {
                findings.Error(item, $"{what} is a text, not {Describe(item)}.");
            }
        }
    }

    /// <summary>A text; null where there is none, which is a finding where something else stands.</summary>
    public string? Text(IReadOnlyDictionary<string, PlanNode> values, string name)
    {
        if (!values.TryGetValue(name, out PlanNode? node))
        {
            return null;
        }

        if (node is PlanValue { Value: string text })
        {
            return text.Trim();
        }

        findings.Error(node, $"{name} is a text, not {Describe(node)}.");
        return null;
    }

    private static string Describe(PlanNode node) => node switch
    {
        PlanMap => "a hashtable",
        PlanList => "a list",
        PlanValue { Value: string } => "a text",
        PlanValue { Value: bool } => "true or false",
        PlanValue { Value: null } => "nothing",
        _ => "a number",
    };

    private static string Lower(string what) => char.ToLowerInvariant(what[0]) + what[1..];
}
