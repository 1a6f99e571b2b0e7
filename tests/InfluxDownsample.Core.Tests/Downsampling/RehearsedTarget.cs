using InfluxDownsample.Core.Downsampling;
using Xunit;

namespace InfluxDownsample.Core.Tests.Downsampling;

/// <summary>A target without a server: windows are written as a plan says, up to where the run is cut off, and what the ledger would know is kept.</summary>
internal sealed class RehearsedTarget
{
    /// <summary>What is on record.</summary>
    public Coverage Coverage { get; private set; } = Coverage.None;

    /// <summary>Windows that are there whole.</summary>
    public HashSet<Window> Complete { get; } = [];

    /// <summary>Windows of which some series are there.</summary>
    public HashSet<Window> Partial { get; } = [];

    /// <summary>Windows that were written before they were complete, or from a part of their rows.</summary>
    public HashSet<Window> Early { get; } = [];

    /// <summary>Windows of which something is there.</summary>
    public IEnumerable<Window> All => Complete.Concat(Partial).Concat(Early);

    /// <summary>What a run would do now.</summary>
    public DownsamplePlan Plan(PlanRequest request) => DownsamplePlanner.Plan(request with { Coverage = Coverage });

    /// <summary>Runs as far as the cut, a part of the windows; null runs to the end.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cut">Where the run is cut off.</param>
    /// <param name="failed">Whether it could still say so.</param>
    /// <param name="writesChanges">Whether changed windows are written, or only reported.</param>
    /// <returns>The plan, and how many windows of the target it compares again.</returns>
    public (DownsamplePlan Plan, long Rechecked) Run(PlanRequest request, double? cut, bool failed, bool writesChanges = false)
    {
        DownsamplePlan plan = Plan(request);
        (Window Window, bool IsRecheck)[] windows = [.. plan.Chunks.SelectMany(chunk => chunk.Split(1)).Select(chunk => (new Window(chunk.From, chunk.To), chunk.IsRecheck))];
        Coverage begun = Coverage.Touch(plan.Windows.Union(plan.Awaited)) with { LeftOut = plan.LeftOut };
        WindowSet finished = WindowSet.Empty;
        int done = cut is { } part ? (int)(part * windows.Length) : windows.Length;
        foreach ((Window window, bool isRecheck) in windows.Take(done))
        {
            bool isPart = plan.Partial.Holds(window.Start);
            Assert.False(isPart && Complete.Contains(window), "A part would take the place of a whole window.");
            Assert.False(!isRecheck && All.Contains(window), $"A window would be written without a look: {window}; {Coverage}");
            Partial.Remove(window);
            if (isPart)
            {
                Early.Add(window);
            }
            else if (!isRecheck || writesChanges || !Early.Contains(window))
            {
                Early.Remove(window);
                Complete.Add(window);
                finished = finished.Union([window]);
            }
        }

        if (done < windows.Length && !Complete.Contains(windows[done].Window) && !Early.Contains(windows[done].Window))
        {
            Partial.Add(windows[done].Window);
        }

        // A process that was killed has said nothing after its beginning, and one that had nothing to do nothing at all.
        Coverage = windows.Length == 0 ? Coverage : cut is null || failed ? begun.Complete(finished) : begun;
        return (plan, plan.Chunks.Where(chunk => chunk.IsRecheck).Sum(chunk => chunk.Windows));
    }
}
