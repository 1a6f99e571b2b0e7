using CsCheck;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Points;
using Xunit;

namespace InfluxDownsample.Core.Tests.Downsampling;

/// <summary>Two tiers whose runs take turns, are cut off, go backwards, name ranges: what the lower one has, the upper one has, waits for or tells of.</summary>
public class TierPlannerTests
{
    // A range below the first window, and then one above, takes several runs that fit.
    private const int Iterations = 2000;

    private static readonly Gen<Tiers> s_tiers =
        from every in Gen.OneOf(("15m", "1h"), ("1h", "1h"), ("1h", "2h"), ("1h", "1d"), ("6h", "1d"), ("1d", "1w"), ("1d", "1mo"))
        from zone in Gen.OneOf("UTC", "Europe/Berlin")
        let lower = new WindowGrid(InfluxDuration.Parse(every.Item1, "Every"), zone)
        let upper = new WindowGrid(InfluxDuration.Parse(every.Item2, "Every"), zone)
        from first in Gen.Long[At("2025-01-01"), At("2026-01-01")]
        from windows in Gen.Double[0, 12]
        select new Tiers(lower, upper, first, first + (long)(windows * upper.Every.ShortestNanoseconds));

    private static readonly Gen<Run> s_runs =
        from isUpper in Gen.Bool
        from newestFirst in Gen.Bool
        from includePartial in Gen.Int[0, 5]
        from kind in Gen.Int[0, 3]
        from ends in Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1])
        from cut in Gen.Double[0, 1.5]
        from failed in Gen.Bool
        from later in Gen.Double[0, 2]
        select new Run(isUpper, newestFirst, includePartial == 0, kind, Math.Min(ends.Item1, ends.Item2), Math.Max(ends.Item1, ends.Item2), cut < 1 ? cut : null, failed, later);

    // Without a range that somebody names there is nothing to be told: every window comes by itself.
    [Fact]
    public void However_runs_are_cut_off_the_upper_tier_gets_all_that_the_lower_one_gets()
        => Gen.Select(s_tiers, s_runs.Array[1, 10]).Sample((tiers, runs) =>
        {
            foreach (Run run in runs)
            {
                // A lower tier that makes its first window of a part of the rows has more than it had, once that is made right.
                tiers.Do(run with { Kind = 0, IncludePartial = run.IncludePartial && run.IsUpper });
            }

            tiers.Finish();

            DownsamplePlan last = tiers.PlanUpper();
            Assert.Equal((0L, 0, 0), (last.WindowsPlanned, last.Gaps.Count, last.Older.Count));
            Assert.Equal(tiers.CompleteInLower(), tiers.Upper.Complete.OrderBy(window => window.Start));
        }, iter: Iterations);

    [Fact]
    public void Whatever_ranges_are_named_what_the_upper_tier_lacks_is_awaited_told_or_left_out()
        => Gen.Select(s_tiers, s_runs.Array[1, 10]).Sample((tiers, runs) =>
        {
            foreach (Run run in runs)
            {
                // What a start cuts may lie where the lower tier has nothing.
                tiers.Do(run with { IncludePartial = run.IncludePartial && run.Kind is 0 or 3 });
                CheckNothingIsForgotten(tiers);
            }

            tiers.Finish();
            CheckNothingIsForgotten(tiers);
            tiers.FollowAdvice();

            WindowSet leftOut = tiers.Upper.Coverage.LeftOut;
            Assert.Equal(
                tiers.CompleteInLower().Where(window => !leftOut.Holds(window) || tiers.Upper.Complete.Contains(window)),
                tiers.Upper.Complete.OrderBy(window => window.Start));
        }, iter: Iterations);

    private static void CheckNothingIsForgotten(Tiers tiers)
    {
        DownsamplePlan plan = tiers.PlanUpper();
        Coverage coverage = tiers.Upper.Coverage;
        WindowSet known = coverage.Done.Union(plan.Windows).Union(plan.Gaps).Union(plan.Older).Union(coverage.LeftOut);

        Assert.Empty(WindowSet.Of(tiers.CompleteInLower()).Within(long.MinValue, plan.Watermark ?? long.MinValue).Except(known));
        // What waits is said to.
        WindowSet incomplete = WindowSet.Of(plan.Skipped.Where(skipped => skipped.Reason == SkipReason.SourceIncomplete).Select(skipped => new Window(skipped.From, skipped.To)));
        Assert.Empty(plan.Awaited.Except(incomplete));
        Assert.Empty(plan.Awaited.Intersect(plan.Windows));
        Assert.Equal(plan.WindowsSkipped, WindowSet.Of(plan.Skipped.Select(skipped => new Window(skipped.From, skipped.To))).Sum(span => tiers.UpperGrid.Count(span.Start, span.End)));
    }

    private static long At(string text) => TimeText.TryParse(text, out long nanoseconds) ? nanoseconds : throw new FormatException(text);

    /// <summary>A run of one of the tiers.</summary>
    private sealed record Run(bool IsUpper, bool NewestFirst, bool IncludePartial, int Kind, double From, double To, double? Cut, bool Failed, double Later);

    /// <summary>Both tiers over raw rows that are dense from a first one on.</summary>
    private sealed class Tiers(WindowGrid lowerGrid, WindowGrid upperGrid, long first, long now)
    {
        private long _now = now;

        public WindowGrid UpperGrid => upperGrid;

        public RehearsedTarget Lower { get; } = new();

        public RehearsedTarget Upper { get; } = new();

        /// <summary>The windows of the upper tier all of which the lower one has.</summary>
        public List<Window> CompleteInLower()
        {
            WindowSet done = WindowSet.Of(Lower.Complete).Intersect(Lower.Coverage.Done);
            List<Window> windows = [];
            for (Window window = upperGrid.At(first); window.Start < _now; window = upperGrid.At(window.End))
            {
                if (done.Holds(window))
                {
                    windows.Add(window);
                }
            }

            return windows;
        }

        public void Do(Run run)
        {
            _now += (long)(run.Later * upperGrid.Every.ShortestNanoseconds);
            long low = first + (long)((_now - first) * run.From);
            long high = first + (long)((_now - first) * run.To);
            PlanRequest request = (run.IsUpper ? UpperRequest() : LowerRequest()) with
            {
                NewestFirst = run.NewestFirst,
                IncludePartial = run.IncludePartial,
                Start = run.Kind is 1 or 2 ? low : null,
                Stop = run.Kind is 2 or 3 ? high : null,
            };
            if (low >= high)
            {
                return;
            }

            (DownsamplePlan plan, _) = (run.IsUpper ? Upper : Lower).Run(request, run.Cut, run.Failed, writesChanges: true);
            if (run.IsUpper)
            {
                Assert.All(plan.Windows.Except(plan.Partial), span => Assert.True(WindowSet.Of(Lower.Complete).Holds(span), "A window would be made of a part of the lower tier."));
            }
        }

        /// <summary>The lower tier gets all that it was asked for, and then the upper one.</summary>
        public void Finish()
        {
            Lower.Run(LowerRequest(), cut: null, failed: false, writesChanges: true);
            Upper.Run(UpperRequest(), cut: null, failed: false, writesChanges: true);
        }

        public DownsamplePlan PlanUpper() => Upper.Plan(UpperRequest());

        /// <summary>Fills the gaps that plans tell of, from the bottom up.</summary>
        public void FollowAdvice()
        {
            foreach (Window gap in Lower.Plan(LowerRequest()).Gaps)
            {
                Lower.Run(LowerRequest() with { Start = gap.Start, Stop = gap.End }, cut: null, failed: false, writesChanges: true);
            }

            Upper.Run(UpperRequest(), cut: null, failed: false, writesChanges: true);
            DownsamplePlan told = PlanUpper();
            foreach (Window gap in told.Gaps.Concat(told.Older))
            {
                Upper.Run(UpperRequest() with { Start = gap.Start, Stop = gap.End }, cut: null, failed: false, writesChanges: true);
            }

            told = PlanUpper();
            Assert.Equal((0L, 0, 0), (told.WindowsPlanned, told.Gaps.Count, told.Older.Count));
        }

        /// <summary>What a test that fails shows.</summary>
        public override string ToString()
            => $"{lowerGrid.Every} and {upperGrid.Every} from {TimeText.Format(first)} to {TimeText.Format(_now)}; below {Shown(Lower.Coverage)}; above {Shown(Upper.Coverage)}, left out {Shown(Upper.Coverage.LeftOut)}";

        private static string Shown(Coverage coverage) => $"done {Shown(coverage.Done)}, touched {Shown(coverage.Touched)}";

        private static string Shown(WindowSet windows) => string.Join(" ", windows.Select(span => $"[{TimeText.Format(span.Start)} {TimeText.Format(span.End)})"));

        private PlanRequest LowerRequest() => new() { Grid = lowerGrid, SourceFirst = first, Now = _now };

        private PlanRequest UpperRequest() => new()
        {
            Grid = upperGrid,
            SourceFirst = Lower.All.Select(window => (long?)window.Start).Min(),
            SourceCoverage = Lower.Coverage,
            Now = _now,
        };
    }
}
