using InfluxDownsample.Conformance.Comparing;

namespace InfluxDownsample.Conformance.Listing;

/// <summary>What a comparison says about a list of known differences.</summary>
internal sealed class Verdict
{
    private readonly Dictionary<ListedCause, int> _counts;

    public Verdict(DifferenceList list, IReadOnlyList<StepDifferences> steps)
    {
        Equal = steps.Count(step => !step.Differs);
        _counts = list.Causes.ToDictionary(cause => cause, _ => 0);
        List<string> unlisted = [];
        foreach (StepDifferences step in steps)
        {
            HashSet<ListedCause> explained = [];
            foreach (Difference difference in step.Found.Where(difference => !difference.Benign))
            {
                if (list.Causes.FirstOrDefault(cause => cause.Explains(step.Step, difference)) is { } cause)
                {
                    explained.Add(cause);
                }
                else
                {
                    unlisted.Add($"{step.Step.Key} {difference.Kind}: {difference.Detail}");
                }
            }

            foreach (ListedCause cause in explained)
            {
                _counts[cause]++;
            }
        }

        Faults =
        [
            .. Equal < list.Equal ? [$"{Equal} answers are equal; {list.Equal} were."] : Array.Empty<string>(),
            .. unlisted.Take(20).Select(difference => "Not listed: " + difference),
            .. unlisted.Count > 20 ? [$"… and {unlisted.Count - 20} more"] : Array.Empty<string>(),
            .. list.Causes.Where(cause => _counts[cause] > cause.Count).Select(cause => $"{_counts[cause]} differences instead of {cause}"),
        ];
        Gains =
        [
            .. Equal > list.Equal ? [$"{Equal} answers are equal; the list says {list.Equal}."] : Array.Empty<string>(),
            .. list.Causes.Where(cause => _counts[cause] < cause.Count).Select(cause => $"{_counts[cause]} differences instead of {cause}"),
        ];
    }

    /// <summary>Equal answers, benign differences included.</summary>
    public int Equal { get; }

    /// <summary>What is worse than the list says, or not in it.</summary>
    public IReadOnlyList<string> Faults { get; }

    /// <summary>What is better than the list says.</summary>
    public IReadOnlyList<string> Gains { get; }

    public int CountOf(ListedCause cause) => _counts[cause];
}
