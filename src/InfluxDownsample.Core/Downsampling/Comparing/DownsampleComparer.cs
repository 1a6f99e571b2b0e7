using System.Collections.Concurrent;
using System.Diagnostics;
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
        job = job.WithRetryingQueries();
        DownsamplePreparation preparation = await DownsamplePreparation.PrepareAsync(job, observer, cancellationToken).ConfigureAwait(false);
        if (preparation.NoDatabase is { } missing)
        {
            throw missing;
        }

        if (preparation.Target is null)
        {
            await observer.WarningAsync($"Database '{job.Target.Database}' has no measurement '{job.Target.Measurement}'; all windows with rows are missing.")
                .ConfigureAwait(false);
        }

        DownsamplePlan plan = await new PlanBuilder(job, preparation, observer).PlanComparisonAsync(cancellationToken).ConfigureAwait(false);
        ConcurrentQueue<string> verbose = new();
        using var source = new ChunkSource(job, preparation, verbose.Enqueue);
        var windows = new WindowComparer(preparation.Shape.Schema, preparation.Shape.IsEstimate);
        var comparison = new DownsampleComparison
        {
            From = plan.From,
            To = plan.To,
            Windows = plan.WindowsPlanned,
            Empty = plan.WindowsPlanned,
            EstimatedColumns = preparation.Shape.Estimates,
        };
        long done = 0;
        long start = Stopwatch.GetTimestamp();
        await foreach (ReadChunk read in source.RunAsync(plan.Chunks, sourceLast: null, cancellationToken).ConfigureAwait(false))
        {
            // Points beside the windows are of the window they lie in.
            foreach (IGrouping<long, WindowPair> window in source.WindowsOf(read).GroupBy(pair => job.Grid.Floor(pair.WindowStart)))
            {
                Count(comparison, windows, window);
            }

            done += read.Chunk.Windows;
            await observer.ProgressAsync(new DownsampleProgress(done, plan.WindowsPlanned, 0, Stopwatch.GetElapsedTime(start))).ConfigureAwait(false);
            while (verbose.TryDequeue(out string? text))
            {
                await observer.VerboseAsync(text).ConfigureAwait(false);
            }
        }

        await preparation.ConfirmSourceAsync(cancellationToken).ConfigureAwait(false);
        return comparison;
    }

    private static void Count(DownsampleComparison comparison, WindowComparer windows, IEnumerable<WindowPair> pairs)
    {
        bool isDifferent = false;
        bool isMissing = false;
        bool isExtra = false;
        bool isSame = false;
        foreach (WindowPair pair in pairs)
        {
            WindowComparison found = windows.Compare(pair.WindowStart, pair.Computed, pair.Stored);
            isDifferent |= found.Changed.Count > 0;
            isMissing |= found.Missing.Count > 0;
            isExtra |= found.Extra.Count > 0;
            isSame |= found.Unchanged > 0;
            comparison.Add(found.Changed.SelectMany(change => change.Differences));
            comparison.Add(found.Missing.SelectMany(row => windows.MissingFields(pair.WindowStart, row, pair.Stored)));
            comparison.Add(found.Extra.SelectMany(row => windows.WholeRow(pair.WindowStart, row, isStored: true)));
        }

        comparison.Empty -= isDifferent || isMissing || isExtra || isSame ? 1 : 0;
        comparison.Different += isDifferent ? 1 : 0;
        comparison.Missing += isMissing ? 1 : 0;
        comparison.Extra += isExtra ? 1 : 0;
        // A window without rows on either side is neither.
        comparison.Match += isSame && !isDifferent && !isMissing && !isExtra ? 1 : 0;
    }
}
