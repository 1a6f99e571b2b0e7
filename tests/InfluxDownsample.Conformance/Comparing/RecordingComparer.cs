namespace InfluxDownsample.Conformance.Comparing;

/// <summary>Compares recordings of the same corpus step by step.</summary>
internal static class RecordingComparer
{
    public static IReadOnlyList<StepDifferences> Compare(IEnumerable<Recorded> expected, IEnumerable<Recorded> actual)
    {
        Dictionary<string, Recorded> byKey = actual.ToDictionary(answer => answer.Key);
        List<StepDifferences> steps = [];
        foreach (Recorded answer in expected)
        {
            steps.Add(new StepDifferences(answer, byKey.Remove(answer.Key, out Recorded? other) ? AnswerComparer.Compare(answer, other) : [Missing("actual")]));
        }

        steps.AddRange(byKey.Values.Select(answer => new StepDifferences(answer, [Missing("expected")])));
        return steps;
    }

    private static Difference Missing(string side) => new("missing", $"no answer in {side}", $"no answer in {side}");
}
