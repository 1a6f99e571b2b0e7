using InfluxDownsample.Core.Downsampling;
using Xunit;

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

    /// <summary>Windows that were written before they were complete, or from a part of their rows.</summary>
    public HashSet<Window> Early { get; } = [];

    /// <summary>The start of the last window; null when there is none.</summary>
    public long? Last => All.Select(window => (long?)window.Start).Max();

    private IEnumerable<Window> All => Complete.Concat(Partial).Concat(Early);

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
    /// <param name="request">The request.</param>
    /// <param name="cut">Where the run is cut off.</param>
    /// <param name="failed">Whether it could still say so.</param>
    /// <param name="writesChanges">Whether changed windows are written, or only reported.</param>
    /// <returns>The plan, and how many windows of the target it compares again.</returns>
    public (DownsamplePlan Plan, long Rechecked) Run(PlanRequest request, double? cut, bool failed, bool writesChanges = false)
    {
        DownsamplePlan plan = Plan(request);
        (Window Window, bool IsRecheck, bool IsPart)[] windows = [.. plan.Chunks.SelectMany(chunk => chunk.Split(1))
            .Select(chunk => (new Window(chunk.From, chunk.To), chunk.IsRecheck, chunk.QueryFrom > chunk.From || chunk.To > plan.Watermark))];
        if (windows.Length == 0)
        {
            return (plan, 0);
        }

        JobEvent begin = new JobEvent { Kind = JobEvent.Claim, Job = "", Run = "" }.BeginWith(plan);
        int done = cut is { } part ? (int)(part * windows.Length) : windows.Length;
        List<Window> leftOpen = [];
        foreach ((Window window, bool isRecheck, bool isPart) in windows.Take(done))
        {
            Assert.False(isPart && Complete.Contains(window), "A part would take the place of a whole window.");
            Assert.False(!isRecheck && All.Contains(window), $"A window would be overwritten without a look: {window} of {string.Join(' ', plan.Chunks)}; whole {string.Join(' ', Complete)}; part {string.Join(' ', Partial)}; early {string.Join(' ', Early)}; {Before}");
            Partial.Remove(window);
            if (isPart)
            {
                Early.Add(window);
            }
            else if (isRecheck && !writesChanges && Early.Contains(window))
            {
                leftOpen.Add(window);
            }
            else
            {
                Early.Remove(window);
                Complete.Add(window);
            }
        }

        if (done < windows.Length && !Complete.Contains(windows[done].Window) && !Early.Contains(windows[done].Window))
        {
            Partial.Add(windows[done].Window);
        }

        Before = cut is null ? begin.Complete(plan, leftOpen, 0) : failed ? begin.EndAs("Failed", 0) : begin;
        return (plan, plan.Chunks.Where(chunk => chunk.IsRecheck).Sum(chunk => chunk.Windows));
    }
}
