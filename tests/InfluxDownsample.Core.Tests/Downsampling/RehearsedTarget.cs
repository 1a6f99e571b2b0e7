using InfluxDownsample.Core.Downsampling;

namespace InfluxDownsample.Core.Tests.Downsampling;

/// <summary>A target without a server: windows are written as a plan says, up to where the run is cut off, and the run's own words are kept as the journal would.</summary>
internal sealed class RehearsedTarget(WindowGrid grid)
{
    /// <summary>What the last run said.</summary>
    public JobEvent? Before { get; private set; }

    /// <summary>Windows that are there whole.</summary>
    public HashSet<Window> Complete { get; } = [];

    /// <summary>Windows of which some series are there.</summary>
    public HashSet<Window> Partial { get; } = [];

    /// <summary>The start of the last window; null when there is none.</summary>
    public long? Last => All.Select(window => (long?)window.Start).Max();

    private IEnumerable<Window> All => Complete.Concat(Partial);

    /// <summary>What a run would do now.</summary>
    public DownsamplePlan Plan(PlanRequest request)
    {
        long[] starts = [.. All.Select(window => window.Start)];
        long? closed = starts.Where(start => start < request.Watermark).Select(start => (long?)start).Max();
        return DownsamplePlanner.Plan(request with
        {
            Target = starts.Length == 0 || (closed is null && Before is null) ? null : TargetState.Of(grid, starts.Min(), starts.Max(), closed, Before),
        });
    }

    /// <summary>Runs as far as the cut, a part of the windows; null runs to the end.</summary>
    /// <returns>The plan, and how many windows of the target it compares again.</returns>
    public (DownsamplePlan Plan, long Rechecked) Run(PlanRequest request, double? cut, bool failed)
    {
        DownsamplePlan plan = Plan(request);
        Window[] windows = [.. plan.Chunks.SelectMany(chunk => chunk.Split(1)).Select(chunk => new Window(chunk.From, chunk.To))];
        if (windows.Length == 0)
        {
            return (plan, 0);
        }

        JobEvent begin = new JobEvent { Kind = JobEvent.Claim, Job = "", Run = "" }.BeginWith(plan);
        int done = cut is { } part ? (int)(part * windows.Length) : windows.Length;
        foreach (Window window in windows.Take(done))
        {
            Complete.Add(window);
            Partial.Remove(window);
        }

        if (done < windows.Length && !Complete.Contains(windows[done]))
        {
            Partial.Add(windows[done]);
        }

        Before = cut is null ? begin.Complete(plan, leftOpen: null, 0) : failed ? begin.EndAs("Failed", 0) : begin;
        return (plan, plan.Chunks.Where(chunk => chunk.IsRecheck).Sum(chunk => chunk.Windows));
    }
}
