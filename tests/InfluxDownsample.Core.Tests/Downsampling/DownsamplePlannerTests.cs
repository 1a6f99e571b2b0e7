using CsCheck;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Points;
using Xunit;

namespace InfluxDownsample.Core.Tests.Downsampling;

public class DownsamplePlannerTests
{
    private const long Hour = 3_600_000_000_000;

    // Where a run is cut off, whether it goes newest first, whether it could still say that it failed, and how many windows later the next one comes.
    private static readonly Gen<(double Where, bool NewestFirst, bool Failed, int Later)> s_cuts = Gen.Select(Gen.Double[0, 1], Gen.Bool, Gen.Bool, Gen.Int[0, 40]);

    // All that varies between jobs, over ranges of up to 200 windows.
    private static readonly Gen<PlanRequest> s_requests =
        from every in Gen.OneOf("1m", "15m", "1h", "6h", "1d", "1w", "1mo")
        from zone in Gen.OneOf("UTC", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe")
        let grid = new WindowGrid(InfluxDuration.Parse(every, "Every"), zone)
        from start in Gen.Long[At("2020-01-01"), At("2026-01-01")]
        from windows in Gen.Double[0, 200]
        from delay in Gen.OneOf("0", "5m", "1d")
        from chunk in Gen.OneOf("", "1h", "1d", "5d")
        from newestFirst in Gen.Bool
        from includePartial in Gen.Bool
        select new PlanRequest
        {
            Grid = grid,
            SourceFirst = start,
            Now = start + (long)(windows * grid.Every.ShortestNanoseconds),
            Delay = InfluxDuration.Parse(delay, "Delay"),
            ChunkSize = chunk.Length == 0 ? null : InfluxDuration.Parse(chunk, "ChunkSize"),
            NewestFirst = newestFirst,
            IncludePartial = includePartial,
        };

    [Fact]
    public void The_windows_tile_the_range_without_gap_or_overlap()
        => s_requests.Sample(request =>
        {
            DownsamplePlan plan = DownsamplePlanner.Plan(request);

            List<Window> windows = [.. Windows(plan).OrderBy(window => window.Start)];
            long limit = request.IncludePartial ? request.Now : TimeExpression.Shift(request.Now, request.Delay, -1, request.Grid.Zone);
            List<Window> expected = Between(request.Grid, request.SourceFirst!.Value, limit, request.IncludePartial);
            Assert.Equal(expected, windows);
            Assert.Equal(expected.Count, plan.WindowsPlanned);
            Assert.All(plan.Chunks, chunk => Assert.True(chunk.QueryFrom >= request.SourceFirst && chunk.QueryTo <= limit && chunk.QueryFrom < chunk.QueryTo));
        });

    [Fact]
    public void A_range_split_at_any_window_edge_gives_the_same_windows()
        => Gen.Select(s_requests.Where(request => !request.IncludePartial), Gen.Double[0, 1]).Sample((request, where) =>
        {
            long start = request.SourceFirst!.Value;
            PlanRequest whole = request with { SourceFirst = null, Start = start };
            long edge = request.Grid.Ceiling(start + (long)((request.Now - start) * where));

            DownsamplePlan left = DownsamplePlanner.Plan(whole with { Stop = edge });
            DownsamplePlan right = DownsamplePlanner.Plan(whole with { Start = edge });

            Assert.Equal(
                Windows(DownsamplePlanner.Plan(whole)).OrderBy(window => window.Start),
                Windows(left).Concat(Windows(right)).OrderBy(window => window.Start));
        });

    [Fact]
    public void Running_twice_plans_nothing()
        => s_requests.Sample(request =>
        {
            RehearsedTarget target = new();
            target.Run(request with { IncludePartial = false }, cut: null, failed: false);

            Assert.Equal(0, target.Plan(request with { IncludePartial = false }).WindowsPlanned);
        });

    [Fact]
    public void Runs_cut_off_again_and_again_leave_no_hole()
        => Gen.Select(s_requests.Where(request => !request.IncludePartial), s_cuts.Array[1, 6]).Sample((request, cuts) =>
        {
            RehearsedTarget target = new();
            foreach ((double where, bool newestFirst, bool failed, int later) in cuts)
            {
                request = request with { NewestFirst = newestFirst, Now = request.Now + (later * request.Grid.Every.ShortestNanoseconds) };
                (DownsamplePlan plan, _) = target.Run(request, where, failed);
                Assert.Equal(Windows(plan).Count(), Windows(plan).Distinct().Count());
            }

            target.Run(request, cut: null, failed: false);

            Assert.Equal(Between(request.Grid, request.SourceFirst!.Value, request.Limit, partial: false), target.Complete.OrderBy(window => window.Start));
            Assert.Empty(target.Partial);
            Assert.Equal(WindowSet.Of(target.Complete), target.Coverage.Done);
            Assert.Equal(0, target.Plan(request with { NewestFirst = false }).WindowsPlanned);
        });

    [Fact]
    public void A_run_that_failed_has_done_what_it_has_done()
        => Gen.Select(s_requests.Where(request => !request.IncludePartial), Gen.Double[0, 1]).Sample((request, where) =>
        {
            RehearsedTarget target = new();
            DownsamplePlan first = target.Run(request, where, failed: true).Plan;

            DownsamplePlan next = target.Plan(request);

            // The rest is compared, for one window of it may be there in part.
            Assert.Equal(Windows(first).Skip((int)(where * first.WindowsPlanned)), Windows(next));
            Assert.All(next.Chunks, chunk => Assert.True(chunk.IsRecheck));
        });

    [Fact]
    public void Windows_that_were_not_complete_are_compared_again()
        => Gen.Select(s_requests, Gen.Int[0, 3]).Sample((request, later) =>
        {
            RehearsedTarget target = new();
            PlanRequest early = request with { IncludePartial = true, NewestFirst = false };
            List<Window> whole = Between(request.Grid, request.SourceFirst!.Value, early.Limit, partial: false);
            List<Window> open = [.. Windows(target.Run(early, cut: null, failed: false).Plan).Except(whole).Where(window => window.End > early.Limit)];

            DownsamplePlan next = target.Plan(request with { IncludePartial = false, NewestFirst = false, Now = request.Now + (later * request.Grid.Every.ShortestNanoseconds) });

            Assert.All(open.Where(window => window.End <= next.Watermark), window => Assert.Contains(next.Chunks, chunk => chunk.IsRecheck && chunk.From <= window.Start && chunk.To >= window.End));
        });

    [Fact]
    public void A_range_that_was_skipped_is_remembered_until_it_is_filled()
        => Gen.Select(s_requests.Where(request => !request.IncludePartial && !request.NewestFirst), Gen.Double[0, 1], Gen.Double[0, 1], Gen.Int[1, 30]).Sample((request, early, late, later) =>
        {
            RehearsedTarget target = new();
            long first = request.SourceFirst!.Value;
            long end = first + (long)((request.Limit - first) * Math.Min(early, late));
            if (end <= first || target.Run(request with { Stop = end }, cut: null, failed: false).Plan.WindowsPlanned == 0)
            {
                return;
            }

            // What a schedule does that names its last hours, after it was away for longer.
            PlanRequest now = request with { Now = request.Now + (later * request.Grid.Every.ShortestNanoseconds) };
            target.Run(now with { Start = first + (long)((request.Limit - first) * Math.Max(early, late)) }, cut: null, failed: false);
            WindowSet gaps = target.Plan(now).Gaps;

            Assert.Equal(WindowSet.Of(Between(request.Grid, first, target.Coverage.Done.End!.Value, partial: false).Except(target.Complete)), gaps);
            if (gaps is [{ } open, ..])
            {
                target.Run(now with { Start = open.Start, Stop = open.End }, cut: null, failed: false);
                Assert.Empty(target.Plan(now).Gaps);
                Assert.Equal(Between(request.Grid, first, target.Coverage.Done.End!.Value, partial: false), target.Complete.OrderBy(window => window.Start));
            }
        });

    [Fact]
    public void A_window_of_a_tier_is_due_only_where_all_of_it_is_done_below()
        => Gen.Select(s_requests.Where(request => !request.IncludePartial), Gen.Double[0, 1].Array[2, 12]).Sample((request, cuts) =>
        {
            long first = request.SourceFirst!.Value;
            long[] edges = [.. cuts.Select(part => first + (long)((request.Now - first) * part)).Order()];
            WindowSet done = WindowSet.Of(edges.Chunk(2).Where(pair => pair.Length == 2).Select(pair => new Window(pair[0], pair[1])));

            DownsamplePlan plan = DownsamplePlanner.Plan(request with { SourceCoverage = Coverage.None.Complete(done) });

            List<Window> asked = Between(request.Grid, first, request.Limit, partial: false);
            Assert.Equal(asked.Where(done.Holds), Windows(plan).OrderBy(window => window.Start));
            Assert.All(asked.Where(window => !done.Holds(window)), window => Assert.Contains(
                plan.Skipped, skipped => skipped.Reason == SkipReason.SourceIncomplete && skipped.From <= window.Start && skipped.To >= window.End));
        });

    [Fact]
    public void However_runs_follow_each_other_every_hole_is_known_and_every_early_window_is_made_right()
        => Gen.Select(s_requests, Gen.Select(s_cuts, Gen.Double[0, 1], Gen.Double[0, 1], Gen.Int[0, 3], Gen.Bool, Gen.Bool).Array[1, 8]).Sample((request, runs) =>
        {
            RehearsedTarget target = new();
            long first = request.SourceFirst!.Value;
            request = request with { IncludePartial = false };
            foreach (((double where, bool newestFirst, bool failed, int later), double from, double to, int kind, bool includePartial, bool writesChanges) in runs)
            {
                request = request with { Now = request.Now + (later * request.Grid.Every.ShortestNanoseconds), NewestFirst = newestFirst };
                long low = first + (long)((request.Now - first) * Math.Min(from, to));
                long high = first + (long)((request.Now - first) * Math.Max(from, to));
                PlanRequest run = request with { IncludePartial = includePartial, Start = kind is 1 or 2 ? low : null, Stop = kind is 2 or 3 ? high : null };
                if (low < high)
                {
                    target.Run(run, kind == 0 && from < 0.3 ? null : where, failed, writesChanges);
                }
            }

            target.Run(request, cut: null, failed: false, writesChanges: true);
            List<Window> due = Between(request.Grid, first, request.Watermark, partial: false);
            foreach (Window gap in target.Plan(request).Gaps)
            {
                target.Run(request with { Start = gap.Start, Stop = gap.End }, cut: null, failed: false, writesChanges: true);
            }

            Assert.DoesNotContain(target.Partial, window => window.End <= request.Watermark);
            Assert.DoesNotContain(target.Early, window => window.End <= request.Watermark && window.Start >= first);
            long earliest = target.Complete.Select(window => window.Start).DefaultIfEmpty(long.MaxValue).Min();
            Assert.Equal(due.Where(window => window.Start >= earliest), target.Complete.Where(window => window.Start >= first && window.End <= request.Watermark).OrderBy(window => window.Start));
        });

    [Fact]
    public void A_window_that_the_range_cuts_never_takes_the_place_of_a_whole_one()
        => Gen.Select(s_requests, Gen.Double[0, 1], Gen.Double[0, 1]).Sample((request, from, to) =>
        {
            RehearsedTarget target = new();
            target.Run(request with { IncludePartial = false, NewestFirst = false }, cut: null, failed: false);
            long first = request.SourceFirst!.Value;
            long start = first + (long)((request.Limit - first) * Math.Min(from, to));
            long stop = first + (long)((request.Limit - first) * Math.Max(from, to));
            if (start >= stop || target.Complete.Count == 0)
            {
                return;
            }

            DownsamplePlan plan = target.Plan(request with { IncludePartial = true, Start = start, Stop = stop });

            Assert.All(
                plan.Chunks.SelectMany(chunk => chunk.Split(1)).Where(chunk => target.Complete.Contains(new Window(chunk.From, chunk.To))),
                chunk => Assert.Equal((chunk.From, chunk.To), (chunk.QueryFrom, chunk.QueryTo)));
        });

    [Fact]
    public void Halving_chunks_keeps_windows_and_order()
        => s_requests.Sample(request =>
        {
            DownsamplePlan plan = DownsamplePlanner.Plan(request);

            IEnumerable<DownsampleChunk> halves = plan.Chunks.SelectMany(chunk =>
                chunk.Windows == 1 ? [chunk] : new[] { chunk.Halve().First, chunk.Halve().Second });

            Assert.Equal(Windows(plan), Windows(plan with { Chunks = [.. halves] }));
            Assert.Equal(plan.Chunks.Sum(chunk => chunk.QueryTo - chunk.QueryFrom), halves.Sum(chunk => chunk.QueryTo - chunk.QueryFrom));
        });

    [Fact]
    public void A_chunk_goes_on_with_the_window_in_which_its_answer_broke_off()
        => Gen.Select(s_requests, Gen.Double[0, 1]).Sample((request, where) =>
        {
            foreach (DownsampleChunk chunk in DownsamplePlanner.Plan(request).Chunks)
            {
                DownsampleChunk[] windows = [.. chunk.Split(1)];
                int broken = Math.Min(windows.Length - 1, (int)(where * windows.Length));
                long time = windows[broken].From + (long)(where * (chunk.WindowLength - 1));

                long done = chunk.CountBefore(time);

                Assert.Equal(broken, done);
                Assert.Equal(windows[broken..], chunk.Skip(done).Split(1));
            }
        });

    [Theory]
    [InlineData(false, 8)]
    // Then what the source has of it is only a part.
    [InlineData(true, 9)]
    public void A_lookback_begins_with_the_window_of_the_first_row_unless_rows_before_it_are_gone(bool isLost, int hour)
    {
        long day = At("2026-01-01");
        WindowSet done = WindowSet.Of(day + (8 * Hour), day + (14 * Hour));
        PlanRequest request = new()
        {
            Grid = new WindowGrid(InfluxDuration.Parse("1h", "Every")),
            Now = day + (14 * Hour),
            Lookback = InfluxDuration.Parse("1d", "Lookback"),
            SourceFirst = day + (8 * Hour) + 1,
            HasSourceLostRows = isLost,
            Coverage = new Coverage { Done = done, Touched = done },
        };

        DownsampleChunk chunk = Assert.Single(DownsamplePlanner.Plan(request).Chunks);

        Assert.Equal((day + (hour * Hour), day + (14 * Hour), true), (chunk.From, chunk.To, chunk.IsRecheck));
    }

    [Fact]
    public void Partial_windows_at_the_edges_are_skipped_with_their_reason()
    {
        DownsamplePlan plan = DownsamplePlanner.Plan(Hourly("2026-01-01T14:45:00Z") with { SourceFirst = At("2026-01-01T10:17:00Z") });

        Assert.Equal(
            [new SkippedWindows(At("2026-01-01T10:00:00Z"), At("2026-01-01T11:00:00Z"), 1, SkipReason.PartialStart),
                new SkippedWindows(At("2026-01-01T14:00:00Z"), At("2026-01-01T15:00:00Z"), 1, SkipReason.NotClosed)],
            plan.Skipped);
        Assert.Equal((At("2026-01-01T11:00:00Z"), At("2026-01-01T14:00:00Z"), At("2026-01-01T14:00:00Z")), (plan.From, plan.To, plan.Watermark));
    }

    [Fact]
    public void Windows_that_wait_for_late_rows_are_skipped_for_that()
    {
        DownsamplePlan plan = DownsamplePlanner.Plan(Hourly("2026-01-01T14:45:00Z") with
        {
            Start = At("2026-01-01T10:00:00Z"),
            Delay = InfluxDuration.Parse("2h", "Delay"),
        });

        Assert.Equal(2, plan.WindowsPlanned);
        Assert.Equal(
            [(2L, SkipReason.WithinDelay), (1L, SkipReason.NotClosed)],
            plan.Skipped.Select(skipped => (skipped.Count, skipped.Reason)));
    }

    [Fact]
    public void A_stop_inside_a_window_leaves_it_out()
    {
        DownsamplePlan plan = DownsamplePlanner.Plan(Hourly("2026-01-02") with { Start = At("2026-01-01T10:00:00Z"), Stop = At("2026-01-01T12:30:00Z") });

        Assert.Equal((2, At("2026-01-01T12:00:00Z")), (plan.WindowsPlanned, plan.Watermark));
        Assert.Equal(SkipReason.PartialStop, Assert.Single(plan.Skipped).Reason);
    }

    [Fact]
    public void The_lookback_counts_from_the_watermark_and_never_goes_before_the_first_row()
    {
        PlanRequest request = Hourly("2026-01-01T14:45:00Z") with
        {
            SourceFirst = At("2026-01-01T10:17:00Z"),
            Coverage = Coverage.None.Complete(WindowSet.Of(At("2026-01-01T11:00:00Z"), At("2026-01-01T13:00:00Z"))),
        };

        DownsamplePlan near = DownsamplePlanner.Plan(request with { Lookback = InfluxDuration.Parse("2h", "Lookback") });
        DownsamplePlan far = DownsamplePlanner.Plan(request with { Lookback = InfluxDuration.Parse("2d", "Lookback") });

        Assert.Equal(["12 recheck", "13 due"], Describe(near));
        Assert.Equal(["11 recheck", "12 recheck", "13 due"], Describe(far));
    }

    [Fact]
    public void An_explicit_range_is_compared_where_the_target_has_data_and_filled_where_it_has_none()
    {
        PlanRequest request = Hourly("2026-01-01T16:10:00Z") with
        {
            Start = At("2026-01-01T10:00:00Z"),
            Coverage = Coverage.None.Complete(WindowSet.Of(At("2026-01-01T12:00:00Z"), At("2026-01-01T14:00:00Z"))),
        };

        Assert.Equal(["10 due", "11 due", "12 recheck", "13 recheck", "14 due", "15 due"], Describe(DownsamplePlanner.Plan(request)));
    }

    [Fact]
    public void Without_a_start_a_target_or_rows_there_is_nothing_to_do()
        => Assert.Empty(DownsamplePlanner.Plan(Hourly("2026-01-01T16:10:00Z")).Chunks);

    [Fact]
    public void A_chunk_has_windows_of_one_length()
    {
        DownsamplePlan plan = DownsamplePlanner.Plan(new PlanRequest
        {
            Grid = new WindowGrid(InfluxDuration.Parse("1d", "Every"), "Europe/Berlin"),
            Start = At("2026-03-26T23:00:00Z"),
            Now = At("2026-04-01T00:00:00Z"),
            ChunkSize = InfluxDuration.Parse("30d", "ChunkSize"),
        });

        Assert.Equal([(2L, 24 * Hour), (1L, 23 * Hour), (2L, 24 * Hour)], plan.Chunks.Select(chunk => (chunk.Windows, chunk.WindowLength)));
    }

    private static PlanRequest Hourly(string now) => new() { Grid = new WindowGrid(InfluxDuration.Parse("1h", "Every")), Now = At(now) };

    private static IEnumerable<string> Describe(DownsamplePlan plan)
        => plan.Chunks.SelectMany(chunk => chunk.Split(1))
            .Select(chunk => $"{UnixNanoseconds.ToDateTime(chunk.From):HH} {(chunk.IsRecheck ? "recheck" : "due")}");

    // In the order in which they are written.
    private static IEnumerable<Window> Windows(DownsamplePlan plan)
        => plan.Chunks.SelectMany(chunk => chunk.Split(1)).Select(chunk => new Window(chunk.From, chunk.To));

    private static List<Window> Between(WindowGrid grid, long from, long to, bool partial)
    {
        List<Window> windows = [];
        for (Window window = grid.At(from); window.Start < to; window = grid.At(window.End))
        {
            if (partial || (window.Start >= from && window.End <= to))
            {
                windows.Add(window);
            }
        }

        return from < to ? windows : [];
    }

    private static long At(string text) => TimeText.TryParse(text, out long nanoseconds) ? nanoseconds : throw new FormatException(text);
}
