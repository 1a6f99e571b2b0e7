namespace InfluxDownsample.Conformance.Comparing;

/// <summary>A step and how its answers differ; nothing when they are the same.</summary>
internal sealed record StepDifferences(Recorded Step, IReadOnlyList<Difference> Found)
{
    /// <summary>What a client may rely on differs.</summary>
    public bool Differs => Found.Any(difference => !difference.Benign);
}
