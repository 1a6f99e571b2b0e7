using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Reads what the target holds, with as few queries as the plan needs.</summary>
internal sealed class TargetStateSearch(DownsampleJob job, TimeRangeSearch search, IDownsampleObserver observer)
{
    // So many windows back from the target's last row a point of the job is looked for.
    private const int MaxSteps = 20;

    private readonly WindowGrid _grid = job.Grid;
    private bool _isWarned;

    /// <summary>The state for a plan; null when the target has no rows.</summary>
    /// <param name="request">The plan's request, without the target.</param>
    /// <param name="before">What the job's last run said when it began or ended; null when nothing is known of it.</param>
    public async Task<TargetState?> ReadAsync(PlanRequest request, JobEvent? before)
    {
        if (await search.FindLastAsync(request.Now).ConfigureAwait(false) is not { } newest)
        {
            return null;
        }

        long last = await FindWindowAsync(newest).ConfigureAwait(false) ?? (request.Start is not null ? WindowOf(newest) : throw NoWindows(newest));
        long? closed = last < request.Watermark ? last : await FindClosedAsync(request.Watermark).ConfigureAwait(false);
        return closed is null && before is null && !request.IncludePartial
            // Points that are not the job's, all of them too new to matter.
            ? null
            : TargetState.Of(_grid, await FindFirstAsync(request, before, newest).ConfigureAwait(false), last, closed, before);
    }

    // The plan needs the first window exactly where older ones may be due. Else it is enough to know whether there are any as old as the lookback.
    private async Task<long?> FindFirstAsync(PlanRequest request, JobEvent? before, long newest)
    {
        bool mayGoBack = request.Start is not null || request.NewestFirst || before?.BackwardTo is not null;
        return !mayGoBack && (request.LookbackFrom is not { } from || await search.FindLastBeforeAsync(StampOf(from) + 1).ConfigureAwait(false) is not null)
            ? null
            : WindowOf(await search.FindFirstAsync(newest).ConfigureAwait(false));
    }

    private async Task<long?> FindClosedAsync(long watermark)
        => await search.FindLastBeforeAsync(StampOf(watermark)).ConfigureAwait(false) is { } stamp ? await FindWindowAsync(stamp).ConfigureAwait(false) : null;

    private InfluxException NoWindows(long newest)
        => new(InfluxErrorId.SchemaConflict, $"The last points of {job.Target}, at {TimeText.Format(newest)} and before, lie where no window of this job has its own, so they do not tell how far the job has come.")
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

            if (!_isWarned)
            {
                _isWarned = true;
                await observer.WarningAsync($"'{job.Target.Measurement}' in database '{job.Target.Database}' has a point at {TimeText.Format(time)}, where no window of this job has its own. Points of others do not count as windows.")
                    .ConfigureAwait(false);
            }

            stamp = await search.FindLastBeforeAsync(StampOf(window)).ConfigureAwait(false);
        }

        return null;
    }

    private long WindowOf(long stamp) => _grid.Floor(job.Stamp == WindowStamp.End ? stamp - 1 : stamp);

    private long StampOf(long window) => job.Stamp == WindowStamp.End ? _grid.Next(window) : window;
}
