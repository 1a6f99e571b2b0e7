using InfluxDownsample.Conformance.Comparing;
using InfluxDownsample.Conformance.Corpus;

namespace InfluxDownsample.Conformance.Listing;

/// <summary>Differences that are known, and why they stay.</summary>
/// <param name="Count">Steps at most.</param>
/// <param name="Groups">Groups or cases, with <c>*</c>; several by comma.</param>
/// <param name="Kinds">What differs, as reports name it.</param>
/// <param name="Words">What the question, the cause or the detail of the difference holds, with <c>*</c>.</param>
/// <param name="Reason">Why.</param>
internal sealed record ListedCause(int Count, string Groups, string Kinds, string Words, string Reason)
{
    private readonly Pattern _groups = Pattern.Of(Groups);
    private readonly Pattern _kinds = Pattern.Of(Kinds);
    private readonly Pattern _words = Pattern.One($"*{Words}*");

    public bool Explains(Recorded step, Difference difference) =>
        _groups.Fits(step.Group, step.Case) && _kinds.Fits(difference.Kind) && _words.Fits(difference.Cause, difference.Detail, step.Asked);

    public override string ToString() => $"{Count,5} | {Groups} | {Kinds} | {Words} | {Reason}";
}
