using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Keeps tiers right. What earlier runs recorded of the source tells where its windows lie, how far they are complete, and the function behind every
/// field; without a record nothing is refused.
/// </summary>
internal static class TierCheck
{
    // Of several jobs that write one tier, those count that ran in about the same time.
    private const long Together = 3 * InfluxDuration.NanosecondsPerDay;

    /// <summary>Checks that windows fit and that functions of functions are what they are called.</summary>
    /// <param name="job">The job that reads the tier.</param>
    /// <param name="columns">What it computes.</param>
    /// <param name="record">What is known of the source; null when nothing is.</param>
    /// <returns>What the user should know though it is no error.</returns>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.TierInvalid"/>.</exception>
    public static IEnumerable<string> Check(DownsampleJob job, IReadOnlyList<DownsampleColumn> columns, TableRecord? record)
    {
        string[] guesses = job.Force ? [] : [.. columns.Select(column => column.Source).OfType<SourceField>().Where(field => field.IsByName).Distinct().Select(field =>
            $"{string.Join(", ", field.Rollup!.All.Select(kept => $"'{kept.Name}'"))} of '{job.Source.Measurement}' are taken for a rollup of '{field.Name}' by their names alone. "
            + "Fields that are named with -Field are taken as they are; -Force accepts this without a word.")];
        if (record is null)
        {
            return guesses;
        }

        if (InfluxDuration.TryParse(record.Every, out InfluxDuration below) && !job.Every.IsMultipleOf(below))
        {
            throw new InfluxException(InfluxErrorId.TierInvalid, $"'{job.Source.Measurement}' holds windows of {below}; {job.Every} is no whole multiple of that.")
            {
                Target = job.Every.ToString(),
                Advice = $"Use an interval that windows of {below} fill, or downsample from the raw measurement.",
            };
        }

        DownsampleColumn[] inexact = [.. columns.Where(column => column is { Checks: null, Function: { } function, Source.Held: { } held } && column.Source.IsReadAsStored(function) && !IsExact(held, function))];
        DownsampleColumn? wrong = Array.Find(inexact, column => !IsOrder(column.Function!));
        if (wrong is not null && !job.Force)
        {
            throw new InfluxException(InfluxErrorId.TierInvalid,
                $"'{wrong.Source!.Stored!.Name}' of '{job.Source.Measurement}' holds {Plural(wrong.Source.Held!)} over {below}; '{wrong.Function}' of these is not '{wrong.Function}' of the raw rows.")
            {
                Target = wrong.Source.Stored.Name,
                Advice = "Keep counts and sums in the lower tier (-Aggregate rollup), downsample from the raw measurement, or accept it with -Force.",
            };
        }

        return job.Force ? [] : guesses.Concat(inexact.Select(column =>
            $"'{column.Name}' will be the {column.Function} of {Plural(column.Source!.Held!)} over {below}, not of the raw rows. -Force accepts that without a word."));
    }

    /// <summary>Checks that every window of a range is made of whole windows of the source, wherever clocks are changed.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.TierInvalid"/>.</exception>
    public static void CheckAlignment(DownsampleJob job, TableRecord? record, long from, long to)
    {
        if (record?.Grid is not { } source || job.Grid.FindMisaligned(source, from, to) is not { } window)
        {
            return;
        }

        string origin = record.Origin is { } time ? $" from {TimeText.Format(time)}" : "";
        throw new InfluxException(InfluxErrorId.TierInvalid,
            $"'{job.Source.Measurement}' holds windows of {record.Every}{origin} by the clock of {record.TimeZone}; the window from {TimeText.Format(window.Start)} to {TimeText.Format(window.End)} is not made of whole ones.")
        {
            Target = TimeText.Format(window.Start),
            Advice = "Use the same -TimeZone and -Origin for both, or shorter windows in the lower tier, or downsample from the raw measurement.",
        };
    }

    /// <summary>Up to where the runs that write a tier have completed it; null when that is not known.</summary>
    /// <param name="writers">What these runs said, the newest first.</param>
    public static long? CompleteTo(IReadOnlyList<JobEvent> writers) => Last(writers).Min(SettledTo);

    /// <summary>Why a tier is complete up to no later time, where that does not mend itself; null where its next runs will.</summary>
    /// <param name="writers">What the runs that write it said, the newest first.</param>
    /// <param name="tier">Its name.</param>
    public static string? Reason(IReadOnlyList<JobEvent> writers, string tier)
    {
        JobEvent? row = Last(writers).MinBy(SettledTo);
        return row?.Gaps is [{ } gap, ..] && gap.Start == SettledTo(row)
            ? $"The windows of '{tier}' from {TimeText.Format(gap.Start)} to {TimeText.Format(gap.End)} were never computed; windows made of them wait until its job has filled them (-Start {TimeText.Format(gap.Start)} -Stop {TimeText.Format(gap.End)})."
            : row?.Open is [{ } open, ..] && open.Start == SettledTo(row)
            ? $"The window of '{tier}' at {TimeText.Format(open.Start)} was written before it was complete; windows made of it wait until its job has written it again (-OnChange Write)."
            : null;
    }

    // The last word of each job that writes the tier.
    private static IEnumerable<JobEvent> Last(IReadOnlyList<JobEvent> writers)
        => writers.Where(row => row.Time >= writers[0].Time - Together).DistinctBy(row => row.Job);

    // A first run that has not ended has completed nothing yet. Windows that were left out or written too early are waited for.
    private static long? SettledTo(JobEvent row)
        => new[] { row.CompleteTo ?? row.From, row.Gaps is [{ } gap, ..] ? gap.Start : null, row.Open is [{ } open, ..] ? open.Start : null }.Min();

    private static bool IsExact(string held, AggregateFunction function) => function.Kind switch
    {
        // Counts are added up.
        AggregateKind.Count => held == "count",
        AggregateKind.Sum => held is "sum" or "count",
        AggregateKind.Min or AggregateKind.Max or AggregateKind.First or AggregateKind.Last => held == function.Name,
        _ => false,
    };

    // The highest of hourly means is something one may want to know; their sum is not.
    private static bool IsOrder(AggregateFunction function)
        => function.Kind is AggregateKind.Min or AggregateKind.Max or AggregateKind.First or AggregateKind.Last or AggregateKind.Spread;

    private static string Plural(string function) => function switch
    {
        "min" => "minima",
        "max" => "maxima",
        "first" or "last" => function + " values",
        "stddev" => "standard deviations",
        _ => function + "s",
    };
}
