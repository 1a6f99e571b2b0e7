using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Warns when raw rows are gone before a job comes to them. What the server does not tell is no reason to stop.</summary>
internal static class RetentionCheck
{
    // What goes within that time may go while its chunk is read.
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How far ahead, in nanoseconds, rows of a window that has lost some already are given up: what goes between two looks makes them differ.
    /// </summary>
    public const long Going = 60_000_000_000;

    /// <summary>Reads how long source and target keep their rows; null for ever or when the server does not tell.</summary>
    public static async Task<(TimeSpan? Source, TimeSpan? Target)> ReadAsync(DownsampleJob job, CancellationToken cancellationToken)
    {
        IReadOnlyList<InfluxDatabase> source = await ListAsync(job.Source.Client, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<InfluxDatabase> target = ReferenceEquals(job.Source.Client, job.Target.Client)
            ? source
            : await ListAsync(job.Target.Client, cancellationToken).ConfigureAwait(false);
        return (Find(source, job.Source.Database), Find(target, job.Target.Database));
    }

    private static TimeSpan? Find(IReadOnlyList<InfluxDatabase> databases, string name)
        => databases.FirstOrDefault(database => database.Name == name)?.RetentionPeriod;

    private static async Task<IReadOnlyList<InfluxDatabase>> ListAsync(InfluxClient client, CancellationToken cancellationToken)
    {
        try
        {
            InfluxEdition edition = client.Settings.Edition != InfluxEdition.Auto
                ? client.Settings.Edition
                : (await client.IdentifyAsync(cancellationToken).ConfigureAwait(false)).Edition;
            // Those list their databases at another address, with another token (wire reference 6.2).
            return edition is InfluxEdition.CloudDedicated or InfluxEdition.Clustered
                ? []
                : await client.Databases.ListAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InfluxException)
        {
            return [];
        }
    }

    /// <summary>The first instant whose rows the source still has; null when it keeps them for ever.</summary>
    public static long? KeptFrom(TimeSpan? retention)
        => retention is { } kept && kept < DateTime.UtcNow - DateTime.UnixEpoch ? UnixNanoseconds.FromDateTime(DateTime.UtcNow - kept) : null;

    /// <summary>Whether rows of a chunk are gone, or go while it is worked on: a part of a window must not be taken for all of it.</summary>
    public static bool IsGoing(TimeSpan? retention, DownsampleChunk chunk)
        => retention is { } kept && KeptFrom(kept - s_margin) is { } from && chunk.QueryFrom < from;

    /// <summary>What the user should know of windows whose points the target does not keep; null where there are none.</summary>
    public static string? ExplainUnkept(DownsampleJob job, DownsampleReport report)
        => report.Skipped.FirstOrDefault(skipped => skipped.Reason == SkipReason.BeyondTargetRetention) is not { } gone ? null
            : $"Database '{job.Target.Database}' keeps rows {RetentionPeriod.Describe(report.TargetRetention)}: {CountText.Of(gone.Count, "window")} from "
                + $"{TimeText.Format(gone.From)} to {TimeText.Format(gone.To)} {CountText.Choose(gone.Count, "is", "are")} left alone, for "
                + $"{CountText.Choose(gone.Count, "its points", "their points")} would be gone at once. To have them, let it keep rows for longer "
                + "(Set-InfluxDatabase).";

    /// <summary>The warnings for a job.</summary>
    public static IEnumerable<string> Warnings(DownsampleJob job, TimeSpan? retention, DownsamplePlan plan)
    {
        if (retention is not { } kept)
        {
            yield break;
        }

        Int128 keptNanoseconds = (Int128)kept.Ticks * TimeSpan.NanosecondsPerTick;
        if (keptNanoseconds < (Int128)job.Range.Delay.ShortestNanoseconds + job.Range.Lookback.ShortestNanoseconds)
        {
            yield return $"Database '{job.Source.Database}' keeps rows {RetentionPeriod.Describe(kept)}, which is less than -Delay and -Lookback together: "
                + "rows are gone before they are looked at again.";
        }

        if (plan.Skipped.FirstOrDefault(skipped => skipped.Reason == SkipReason.BeyondRetention) is { } gone)
        {
            yield return $"Database '{job.Source.Database}' keeps rows {RetentionPeriod.Describe(kept)}: {CountText.Of(gone.Count, "window")} from "
                + $"{TimeText.Format(gone.From)} to {TimeText.Format(gone.To)} {CountText.Choose(gone.Count, "is", "are")} left alone, for "
                + $"{CountText.Choose(gone.Count, "its", "their")} rows are gone or going.";
        }
    }
}
