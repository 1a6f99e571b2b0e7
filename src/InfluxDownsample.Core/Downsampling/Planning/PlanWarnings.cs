using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>What the user should know of a plan before it is carried out.</summary>
internal static class PlanWarnings
{
    private const int MaxNamed = 3;

    /// <summary>Says it.</summary>
    public static async Task WriteAsync(
        DownsampleJob job, DownsamplePreparation preparation, TimeSpan? sourceRetention, DownsamplePlan plan, IDownsampleObserver observer)
    {
        foreach (string warning in NewColumns(job, preparation, plan).Concat(Windows(job, plan)).Concat(RetentionCheck.Warnings(job, sourceRetention, plan)))
        {
            await observer.WarningAsync(warning).ConfigureAwait(false);
        }

        foreach (SkippedWindows skipped in plan.Skipped)
        {
            string span = $"from {TimeText.Format(skipped.From)} to {TimeText.Format(skipped.To)}";
            await observer.VerboseAsync($"Skipped: {CountText.Of(skipped.Count, "window")} {span} ({skipped.Reason}).").ConfigureAwait(false);
        }
    }

    private static IEnumerable<string> NewColumns(DownsampleJob job, DownsamplePreparation preparation, DownsamplePlan plan)
        => from column in plan.Chunks.Count == 0 ? [] : preparation.NewColumns()
           group $"'{column.Name}'" by column.Role == ColumnRole.Tag ? "tag" : "field" into columns
           let count = columns.Count()
           select $"'{job.Target.Measurement}' gets {CountText.Of(count, "new " + columns.Key)}: {string.Join(", ", columns)}. "
               + $"Windows written before are without {CountText.Choose(count, "it", "them")}.";

    private static IEnumerable<string> Windows(DownsampleJob job, DownsamplePlan plan)
    {
        if (plan.WindowsPartial > 0)
        {
            yield return $"{plan.WindowsPartial} of the windows {CountText.Choose(plan.WindowsPartial, "is", "are")} not complete. "
                + "The next runs compare them again, report them as changed when they are complete, "
                + "and write them with -OnChange Write.";
        }

        if (plan.Ahead is { Count: > 0 } ahead && job.Range.Clock is { } clock)
        {
            yield return $"-Now {TimeText.Format(job.Range.Now)} is later than the server's clock, {TimeText.Format(clock)}. "
                + $"Windows from {TimeText.Format(ahead[0].Start)} on do not count as done: the next runs compare them again.";
        }

        foreach (Window gap in plan.Gaps.Take(MaxNamed))
        {
            (string from, string to) = (TimeText.Format(gap.Start), TimeText.Format(gap.End));
            yield return $"From {from} to {to} '{job.Target.Measurement}' was never computed: a run named a range beyond it. "
                + $"-Start {from} -Stop {to} fills the gap.";
        }

        foreach (Window older in plan.Older.Take(MaxNamed))
        {
            (string from, string to) = (TimeText.Format(older.Start), TimeText.Format(older.End));
            // In a plan all tiers may have one name.
            yield return $"From {from} to {to} '{job.Source.Measurement}' in database '{job.Source.Database}' is complete, and '{job.Target.Measurement}' in "
                + $"database '{job.Target.Database}' was never computed: it begins later. -Start {from} -Stop {to} fills the gap.";
        }

        IEnumerable<SkippedWindows> incomplete = plan.Skipped.Where(skipped => skipped.Reason == SkipReason.SourceIncomplete && skipped.To <= plan.Watermark);
        foreach (SkippedWindows waiting in incomplete.Take(MaxNamed))
        {
            yield return $"{CountText.Choose(waiting.Count, "The window", "The windows")} from {TimeText.Format(waiting.From)} to "
                + $"{TimeText.Format(waiting.To)} {CountText.Choose(waiting.Count, "waits", "wait")}: "
                + $"'{job.Source.Measurement}' is not complete there. Its own job has to compute all of it first, with -Start where it begins later, "
                + "or with -OnChange Write where it holds windows that were written too early.";
        }
    }
}
