using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>A target that holds points though no run of it is on record: what lies between its first and its last window is taken for done.</summary>
/// <param name="job">The job.</param>
/// <param name="search">Finds points of the target.</param>
/// <param name="observer">Hears warnings.</param>
/// <param name="said">The warnings given already: the target is looked at twice.</param>
internal sealed class UnrecordedTarget(DownsampleJob job, TimeRangeSearch search, IDownsampleObserver observer, HashSet<string> said)
{
    // So many windows back from the target's last row a point of the job is looked for.
    private const int MaxSteps = 20;

    private readonly WindowGrid _grid = job.Grid;

    /// <summary>What is taken for done and touched.</summary>
    /// <param name="request">The plan's request, without the target.</param>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.SchemaConflict"/>: its points are no windows of this job.</exception>
    public async Task<Coverage> ReadAsync(PlanRequest request)
    {
        if (await search.FindLastAsync(request.Now).ConfigureAwait(false) is not { } newest)
        {
            return Coverage.None;
        }

        long last = await FindWindowAsync(newest).ConfigureAwait(false) ?? (request.Start is not null ? WindowOf(newest) : throw NoWindows(newest));
        long? closed = last < request.Watermark ? last : await FindClosedAsync(request.Watermark).ConfigureAwait(false);
        if (closed is null && !request.IncludePartial)
        {
            // Points that are not the job's, all of them too new to matter.
            return Coverage.None;
        }

        if (request.Start is null)
        {
            await WarnAsync($"'{job.Target.Measurement}' holds points already, and no run of this job is on record there: windows up to "
                + $"{TimeText.Format(last)} are taken for done. -Start names a range to be compared.")
                .ConfigureAwait(false);
        }

        long first = WindowOf(await search.FindFirstAsync(newest).ConfigureAwait(false));
        // Whoever wrote it may have been cut off at either end.
        return new Coverage
        {
            Done = WindowSet.Of(_grid.Next(first), closed ?? first),
            Touched = WindowSet.Of(first, _grid.Next(last)),
        };
    }

    private async Task<long?> FindClosedAsync(long watermark)
        => await search.FindLastBeforeAsync(StampOf(watermark)).ConfigureAwait(false) is { } stamp ? await FindWindowAsync(stamp).ConfigureAwait(false) : null;

    private InfluxException NoWindows(long newest)
        => new(InfluxErrorId.SchemaConflict, $"The last points of {job.Target}, at {TimeText.Format(newest)} and before, lie where no window of this "
            + "job has its own, so they do not tell how far the job has come.")
        {
            Target = job.Target.Measurement,
            Advice = "Choose another -TargetMeasurement, or name the range with -Start.",
        };

    // The window of the last stamp up to this one that is a window's.
    private async Task<long?> FindWindowAsync(long? stamp)
    {
        for (int step = 0; stamp is { } time && step < MaxSteps; step++)
        {
            long window = WindowOf(time);
            if (StampOf(window) == time || await search.HasAsync(StampOf(window)).ConfigureAwait(false))
            {
                return window;
            }

            await WarnAsync($"'{job.Target.Measurement}' in database '{job.Target.Database}' has a point at {TimeText.Format(time)}, where no window "
                + "of this job has its own. Points of others do not count as windows.")
                .ConfigureAwait(false);
            stamp = await search.FindLastBeforeAsync(StampOf(window)).ConfigureAwait(false);
        }

        return null;
    }

    private Task WarnAsync(string text) => said.Add(text) ? observer.WarningAsync(text).AsTask() : Task.CompletedTask;

    private long WindowOf(long stamp) => _grid.Floor(job.Stamp == WindowStamp.End ? stamp - 1 : stamp);

    private long StampOf(long window) => job.Stamp == WindowStamp.End ? _grid.Next(window) : window;
}
