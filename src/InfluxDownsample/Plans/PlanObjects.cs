using System.Collections;
using InfluxDownsample.Core.Plans.Reading;

namespace InfluxDownsample.Plans;

/// <summary>Makes of the parts of a plan what a script would give to a parameter.</summary>
internal static class PlanObjects
{
    /// <summary>A value, an array or a hashtable.</summary>
    public static object? Of(PlanNode node) => node switch
    {
        PlanValue value => value.Value,
        PlanList list => list.Items.Select(Of).ToArray(),
        PlanMap map => Pairs(map),
        _ => null,
    };

    // Names of fields and tags depend on capitals. Of one that is there twice the last counts, as in JSON.
    private static Hashtable Pairs(PlanMap map)
    {
        var pairs = new Hashtable(StringComparer.Ordinal);
        foreach (PlanEntry entry in map.Entries)
        {
            pairs[entry.Name] = Of(entry.Value);
        }

        return pairs;
    }
}
