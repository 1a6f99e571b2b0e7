using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Keeps tiers right. The definition of the source tells where its windows lie and the function behind every field; without one nothing is refused.
/// </summary>
internal static class TierCheck
{
    /// <summary>Checks that windows fit and that functions of functions are what they are called.</summary>
    /// <param name="job">The job that reads the tier.</param>
    /// <param name="columns">What it computes.</param>
    /// <param name="record">What is known of the source; null when nothing is.</param>
    /// <returns>What the user should know though it is no error.</returns>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.TierInvalid"/>.</exception>
    public static IEnumerable<string> Check(DownsampleJob job, IReadOnlyList<DownsampleColumn> columns, TableDefinition? record)
    {
        IEnumerable<SourceField> byName = columns.Select(column => column.Source).OfType<SourceField>().Where(field => field.IsByName).Distinct();
        string[] guesses = job.Force ? [] : [.. byName.Select(field =>
            $"{string.Join(", ", field.Rollup!.All.Select(kept => $"'{kept.Name}'"))} of '{job.Source.Measurement}' "
            + $"are taken for a rollup of '{field.Name}' by their names alone. "
            + "Fields that are named with -Field are taken as they are; -Force accepts this without this warning.")];
        if (record is null)
        {
            return guesses;
        }

        if (InfluxDuration.TryParse(record.Every, out InfluxDuration below) && !job.Aggregation.Every.IsMultipleOf(below))
        {
            throw new InfluxException(
                InfluxErrorId.TierInvalid, $"'{job.Source.Measurement}' holds windows of {below}; {job.Aggregation.Every} is no whole multiple of that.")
            {
                Target = job.Aggregation.Every.ToString(),
                Advice = $"Use an interval that windows of {below} fill, or downsample from the raw measurement.",
            };
        }

        DownsampleColumn[] inexact = [.. columns.Where(column => column is { Function: { } function, Source.Held: { } held }
            && column.Source.IsReadAsStored(function) && !IsExact(held, function))];
        DownsampleColumn? wrong = Array.Find(inexact, column => !IsOrder(column.Function!));
        if (wrong is not null && !job.Force)
        {
            throw new InfluxException(InfluxErrorId.TierInvalid,
                $"'{wrong.Source!.Stored!.Name}' of '{job.Source.Measurement}' holds {Plural(wrong.Source.Held!)} over {below}; '{wrong.Function}' of "
                    + $"these is not '{wrong.Function}' of the raw rows.")
            {
                Target = wrong.Source.Stored.Name,
                Advice = "Keep counts and sums in the lower tier (-Aggregate rollup), downsample from the raw measurement, or accept it with -Force.",
            };
        }

        DownsampleColumn? tied = columns.FirstOrDefault(column => column.Function?.Kind is AggregateKind.First or AggregateKind.Last);
        IEnumerable<string> kept = columns.Where(column => column.Role == ColumnRole.Tag).Select(column => column.Name);
        if (tied is not null && !job.Force && record.Tags.Except(kept, StringComparer.Ordinal).ToArray() is { Length: > 0 } dropped)
        {
            throw new InfluxException(InfluxErrorId.TierInvalid,
                $"The points of '{job.Source.Measurement}' carry the time of their window, so over {string.Join(", ", dropped.Select(tag => $"'{tag}'"))} "
                + $"there is no telling which series is the {tied.Function} one of '{tied.Source!.Name}'.")
            {
                Target = tied.Name,
                Advice = "Keep the tags, leave the field out with -Field, downsample from the raw measurement, or accept any of them with -Force.",
            };
        }

        return job.Force ? [] : guesses.Concat(inexact.Select(column =>
            $"'{column.Name}' will be the {column.Function} of {Plural(column.Source!.Held!)} over {below}, not of the raw rows. -Force accepts that "
                + "without this warning."));
    }

    /// <summary>Checks that every window of a range is made of whole windows of the source, wherever clocks are changed.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.TierInvalid"/>.</exception>
    public static void CheckAlignment(DownsampleJob job, TableDefinition? record, long from, long to)
    {
        if (record?.Grid is not { } source || job.Grid.FindMisaligned(source, from, to) is not { } window)
        {
            return;
        }

        string origin = record.Origin is { } time ? $" from {TimeText.Format(time)}" : "";
        throw new InfluxException(InfluxErrorId.TierInvalid,
            $"'{job.Source.Measurement}' holds windows of {record.Every}{origin} by the clock of {record.TimeZone}; the window from "
                + $"{TimeText.Format(window.Start)} to {TimeText.Format(window.End)} is not made of whole ones.")
        {
            Target = TimeText.Format(window.Start),
            Advice = "Use the same -TimeZone and -Origin for both, or shorter windows in the lower tier, or downsample from the raw measurement.",
        };
    }

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
