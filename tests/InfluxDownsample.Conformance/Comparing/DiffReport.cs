using InfluxDownsample.Conformance.Corpus;

namespace InfluxDownsample.Conformance.Comparing;

/// <summary>Prints for people. <paramref name="kinds"/>: Only differences of these kinds are shown, but for the summary.</summary>
internal sealed class DiffReport(TextWriter output, Pattern kinds)
{
    public void Summary(IReadOnlyList<StepDifferences> steps)
    {
        output.WriteLine();
        output.WriteLine($"{"group",-28} {"steps",6} {"same",6} {"benign",6} {"differ",6}  what differs");
        foreach (IGrouping<string, StepDifferences> group in steps.GroupBy(step => step.Step.Group).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            Line(group.Key, [.. group]);
        }

        Line("all", steps);
        output.WriteLine();
        output.WriteLine($"benign: {Counts(steps, benign: true)}");
    }

    public void Causes(IReadOnlyList<StepDifferences> steps, int examples)
    {
        output.WriteLine();
        output.WriteLine("causes, by the number of steps");
        IEnumerable<IGrouping<(string Kind, string Cause, bool Benign), StepDifferences>> causes = steps
            .SelectMany(step => step.Found.Select(difference => (difference.Kind, difference.Cause, difference.Benign)).Distinct().Select(cause => (Step: step, Cause: cause)))
            .GroupBy(pair => pair.Cause, pair => pair.Step)
            .Where(cause => kinds.Fits(cause.Key.Kind) && !cause.Key.Benign)
            .OrderByDescending(cause => cause.Count());
        foreach (IGrouping<(string Kind, string Cause, bool Benign), StepDifferences> cause in causes)
        {
            output.WriteLine($"{cause.Count(),6}  {cause.Key.Kind}: {cause.Key.Cause}");
            StepDifferences first = cause.First();
            output.WriteLine($"        asked {AnswerComparer.Short(first.Step.Asked, 160)}");
            output.WriteLine($"        {AnswerComparer.Short(first.Found.First(difference => (difference.Kind, difference.Cause) == (cause.Key.Kind, cause.Key.Cause)).Detail, 200)}");
            output.WriteLine($"        in    {string.Join("  ", cause.Take(examples).Select(step => step.Step.Key))}{(cause.Count() > examples ? "  …" : "")}");
        }
    }

    public void Steps(IReadOnlyList<StepDifferences> steps, int max)
    {
        output.WriteLine();
        StepDifferences[] differing = [.. steps.Where(step => step.Differs && step.Found.Any(difference => kinds.Fits(difference.Kind)))];
        foreach (StepDifferences step in differing.Take(max))
        {
            output.WriteLine($"{step.Step.Key} [{step.Step.Kind}] {AnswerComparer.Short(step.Step.Asked, 400)}");
            foreach (Difference difference in step.Found)
            {
                output.WriteLine($"    {difference.Kind}{(difference.Benign ? " (benign)" : "")}: {difference.Detail}");
            }

            if (step.Step.Note is string note)
            {
                output.WriteLine($"    note: {note}");
            }
        }

        if (differing.Length > max)
        {
            output.WriteLine($"… and {differing.Length - max} more; --max shows them");
        }
    }

    private void Line(string name, IReadOnlyList<StepDifferences> steps)
    {
        int same = steps.Count(step => step.Found.Count == 0), differ = steps.Count(step => step.Differs);
        output.WriteLine($"{name,-28} {steps.Count,6} {same,6} {steps.Count - same - differ,6} {differ,6}  {Counts(steps, benign: false)}");
    }

    private static string Counts(IEnumerable<StepDifferences> steps, bool benign) => string.Join(", ", steps
        .SelectMany(step => step.Found.Where(difference => difference.Benign == benign).Select(difference => difference.Kind).Distinct())
        .GroupBy(kind => kind).OrderByDescending(kind => kind.Count()).Select(kind => $"{kind.Key} {kind.Count()}"));
}
