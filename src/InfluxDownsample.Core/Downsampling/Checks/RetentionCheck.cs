using System.Globalization;
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

    /// <summary>Reads how long the source keeps its rows; null for ever or when the server does not tell.</summary>
    public static async Task<TimeSpan?> ReadAsync(MeasurementLocation source, CancellationToken cancellationToken)
    {
        try
        {
            InfluxEdition edition = source.Client.Settings.Edition != InfluxEdition.Auto
                ? source.Client.Settings.Edition
                : (await source.Client.IdentifyAsync(cancellationToken).ConfigureAwait(false)).Edition;
            if (edition is InfluxEdition.CloudDedicated or InfluxEdition.Clustered)
            {
                // Their databases are listed at another address, with another token (wire reference 6.2).
                return null;
            }

            IReadOnlyList<InfluxDatabase> databases = await source.Client.Databases.ListAsync(cancellationToken).ConfigureAwait(false);
            return databases.FirstOrDefault(database => database.Name == source.Database)?.RetentionPeriod;
        }
        catch (InfluxException)
        {
            return null;
        }
    }

    /// <summary>The first instant whose rows the source still has; null when it keeps them for ever.</summary>
    public static long? KeptFrom(TimeSpan? retention)
        => retention is { } kept && kept < DateTime.UtcNow - DateTime.UnixEpoch ? UnixNanoseconds.FromDateTime(DateTime.UtcNow - kept) : null;

    /// <summary>Whether rows of a chunk are gone, or go while it is worked on: a part of a window must not be taken for all of it.</summary>
    public static bool IsGoing(TimeSpan? retention, DownsampleChunk chunk)
        => retention is { } kept && KeptFrom(kept - s_margin) is { } from && chunk.QueryFrom < from;

    /// <summary>The warnings for a job.</summary>
    public static IEnumerable<string> Warnings(DownsampleJob job, TimeSpan? retention, DownsamplePlan plan)
    {
        if (retention is not { } kept)
        {
            yield break;
        }

        string period = kept.ToString("c", CultureInfo.InvariantCulture);
        Int128 keptNanoseconds = (Int128)kept.Ticks * TimeSpan.NanosecondsPerTick;
        if (keptNanoseconds < (Int128)job.Range.Delay.ShortestNanoseconds + job.Range.Lookback.ShortestNanoseconds)
        {
            yield return $"Database '{job.Source.Database}' keeps rows for {period}, which is less than -Delay and -Lookback together: rows are gone "
                + "before they are looked at again.";
        }

        if (plan.Skipped.FirstOrDefault(skipped => skipped.Reason == SkipReason.BeyondRetention) is { } gone)
        {
            yield return $"Database '{job.Source.Database}' keeps rows for {period}: {CountText.Of(gone.Count, "window")} from {TimeText.Format(gone.From)} to "
                + $"{TimeText.Format(gone.To)} {CountText.Choose(gone.Count, "is", "are")} left alone, for {CountText.Choose(gone.Count, "its", "their")} "
                + "rows are gone or going.";
        }
    }
}
