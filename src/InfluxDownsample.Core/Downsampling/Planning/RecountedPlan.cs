namespace InfluxDownsample.Core.Downsampling;

/// <summary>Plans a run, and counts the raw rows behind the last run's windows once more: where they are not as many as they were, the windows are compared again.</summary>
internal sealed class RecountedPlan(DownsampleJob job, DownsamplePreparation preparation, ChunkSource source)
{
    private readonly Dictionary<(Window, long), bool> _known = [];

    /// <summary>The plan.</summary>
    /// <param name="mayWait">Whether windows that follow the last run's are counted together with these, when they are worked on.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<DownsamplePlan> PlanAsync(bool mayWait, CancellationToken cancellationToken)
    {
        DownsamplePlan plan = await preparation.PlanAsync(WindowSet.Empty, cancellationToken).ConfigureAwait(false);
        if (preparation.IsOtherSource || preparation.Coverage is not { Counted: [{ } span], Rows: var rows })
        {
            return plan;
        }

        if (mayWait && job.SettleTime > TimeSpan.Zero && plan.Chunks.FirstOrDefault(chunk => chunk.From == span.End) is { } next && next.QueryFrom == next.From
            && job.Grid.Runs(span.Start, next.To).Count() == 1)
        {
            source.Recount = (span, rows);
            return plan;
        }

        if (!_known.TryGetValue((span, rows), out bool isSame))
        {
            _known[(span, rows)] = isSame = await source.CountRowsAsync(span, cancellationToken).ConfigureAwait(false) == rows;
        }

        return isSame ? plan : await preparation.PlanAsync(WindowSet.Of([span]), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Chunks that are to be compared after all, once it is known that the rows behind them have changed.</summary>
    /// <param name="preparation">What is known of the job.</param>
    /// <param name="plan">What was planned before.</param>
    /// <param name="span">The last run's windows.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public static async Task<IReadOnlyList<DownsampleChunk>> RestOfAsync(DownsamplePreparation preparation, DownsamplePlan plan, Window span, CancellationToken cancellationToken)
    {
        WindowSet known = plan.Windows;
        DownsamplePlan again = await preparation.PlanAsync(WindowSet.Of([span]), cancellationToken).ConfigureAwait(false);
        return [.. again.Chunks.Where(chunk => chunk.IsRecheck && chunk.From >= span.Start && chunk.To <= span.End && !known.Holds(chunk.From))];
    }
}
