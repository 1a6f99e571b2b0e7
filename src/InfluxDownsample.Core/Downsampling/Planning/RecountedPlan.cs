namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Plans a run, and counts the raw rows behind the last run's windows once more: where they are not as many as they were, the windows are compared again.
/// </summary>
internal sealed class RecountedPlan(DownsampleJob job, DownsamplePreparation preparation, PlanBuilder builder, RowCounter counter)
{
    private readonly Dictionary<string, WindowSet> _known = new(StringComparer.Ordinal);

    /// <summary>The plan.</summary>
    /// <param name="mayWait">Whether windows that follow the last run's are counted together with these, when they are worked on.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<DownsamplePlan> PlanAsync(bool mayWait, CancellationToken cancellationToken)
    {
        DownsamplePlan plan = await builder.PlanAsync(WindowSet.Empty, cancellationToken).ConfigureAwait(false);
        if (preparation.IsOtherSource)
        {
            return plan;
        }

        CountedWindows counted = preparation.Coverage.Counted;
        Window? waiting = mayWait && job.SettleTime > TimeSpan.Zero ? FindFollowed(plan, counted) : null;
        WindowSet changed = await FindChangedAsync(waiting is { } later ? counted.Except(later) : counted, cancellationToken).ConfigureAwait(false);
        if (changed.Count > 0)
        {
            plan = await builder.PlanAsync(changed, cancellationToken).ConfigureAwait(false);
        }

        return waiting is not { } last ? plan : plan with
        {
            Chunks = [.. plan.Chunks.Select(chunk => chunk.From == last.End ? chunk with { CountFrom = last.Start } : chunk)],
        };
    }

    /// <summary>Chunks that are to be compared after all, once it is known that the rows behind them have changed.</summary>
    /// <param name="planned">The windows that are worked on anyway.</param>
    /// <param name="changed">The windows whose rows are not as many.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<IReadOnlyList<DownsampleChunk>> RestOfAsync(WindowSet planned, WindowSet changed, CancellationToken cancellationToken)
    {
        WindowSet rest = changed.Except(planned);
        DownsamplePlan again = await builder.PlanAsync(rest, cancellationToken).ConfigureAwait(false);
        return [.. again.Chunks.Where(chunk => chunk.IsRecheck).SelectMany(chunk => rest.Within(chunk.From, chunk.To).Select(chunk.Within))];
    }

    // Windows of the last run that are counted with the chunk that follows them, for they are of one length.
    private Window? FindFollowed(DownsamplePlan plan, CountedWindows counted) => counted.Windows.Cast<Window?>().FirstOrDefault(stretch =>
        plan.Chunks.FirstOrDefault(chunk => chunk.From == stretch!.Value.End) is { } next && next.QueryFrom == next.From
        && job.Grid.Runs(stretch!.Value.Start, next.To).Count() == 1);

    private async Task<WindowSet> FindChangedAsync(CountedWindows counted, CancellationToken cancellationToken)
    {
        if (counted.ToText() is not { } text)
        {
            return WindowSet.Empty;
        }

        if (!_known.TryGetValue(text, out WindowSet? changed))
        {
            _known[text] = changed = counted.FindChanged(await counter.CountAsync(counted.Windows, cancellationToken).ConfigureAwait(false));
        }

        return changed;
    }
}
