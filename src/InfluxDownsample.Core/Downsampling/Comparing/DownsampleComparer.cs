using System.Collections.Concurrent;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Computes the windows of a range again and compares them with the target. Writes nothing.</summary>
public static class DownsampleComparer
{
    /// <summary>Compares.</summary>
    /// <param name="job">The job. Without a start it begins with the target's first window, else with the source's first row.</param>
    /// <param name="observer">Hears what happens.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    /// <exception cref="InfluxException">The job cannot be computed, or a query failed.</exception>
    public static async Task<DownsampleComparison> CompareAsync(DownsampleJob job, IDownsampleObserver observer, CancellationToken cancellationToken)
    {
        job = job.WithPatientQueries();
        DownsamplePreparation preparation = await DownsamplePreparation.PrepareAsync(job, observer, cancellationToken).ConfigureAwait(false);
        if (preparation.NoDatabase is { } missing)
        {
            throw missing;
        }

        if (preparation.Target is null)
        {
            await observer.WarningAsync($"Database '{job.Target.Database}' has no measurement '{job.Target.Measurement}'; all windows with rows are missing.").ConfigureAwait(false);
        }

        DownsamplePlan plan = await preparation.PlanComparisonAsync(cancellationToken).ConfigureAwait(false);
        ConcurrentQueue<string> verbose = new();
        var source = new ChunkSource(job, preparation, sourceLast: null, verbose.Enqueue);
        var windows = new WindowComparer(preparation.Shape.Schema, preparation.Shape.IsEstimate);
        var comparison = new DownsampleComparison { From = plan.From, To = plan.To, Windows = plan.WindowsPlanned };
        await foreach (ChunkFeed feed in source.RunAsync(plan.Chunks, cancellationToken).ConfigureAwait(false))
        {
            long seen = 0;
            await foreach (WindowPair window in source.WindowsOf(feed, cancellationToken).ConfigureAwait(false))
            {
                seen++;
                Count(comparison, windows, window);
            }

            comparison.Match += feed.Chunk.Windows - seen;
            while (verbose.TryDequeue(out string? text))
            {
                await observer.VerboseAsync(text).ConfigureAwait(false);
            }
        }

        return comparison;
    }

    private static void Count(DownsampleComparison comparison, WindowComparer windows, WindowPair window)
    {
        WindowComparison found = windows.Compare(window.WindowStart, window.Computed, window.Stored);
        comparison.Different += found.Changed.Count > 0 ? 1 : 0;
        comparison.Missing += found.Missing.Count > 0 ? 1 : 0;
        comparison.Extra += found.Extra.Count > 0 ? 1 : 0;
        comparison.Match += found.Changed.Count + found.Missing.Count + found.Extra.Count == 0 ? 1 : 0;
        comparison.Add(found.Changed.SelectMany(change => change.Differences));
        comparison.Add(found.Missing.SelectMany(row => windows.MissingFields(window.WindowStart, row, window.Stored)));
        comparison.Add(found.Extra.SelectMany(row => windows.WholeRow(window.WindowStart, row, isStored: true)));
    }
}
