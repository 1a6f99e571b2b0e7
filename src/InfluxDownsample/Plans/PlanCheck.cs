using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Plans;
using InfluxDownsample.Core.Plans.Reading;
using InfluxDownsample.Core.Plans.Rehearsal;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Downsampling;

namespace InfluxDownsample.Plans;

/// <summary>Finds what is wrong between the parts of a plan, without a server: jobs that can't be, tables with two makers, tiers that do not fit.</summary>
/// <param name="jobs">The jobs.</param>
/// <param name="findings">Hears what is wrong.</param>
internal sealed class PlanCheck(IReadOnlyList<PlanJob> jobs, PlanFindings findings)
{
    // Nine years, two of them leap years: they have every length of months, quarters, years and days.
    private static readonly (long From, long To) s_longYears = (Instant(2020), Instant(2029));

    private readonly PlanJob[] _enabled = [.. jobs.Where(job => job.Parameters.Enabled)];

    /// <summary>Looks at all jobs that are enabled.</summary>
    /// <param name="withWarnings">Whether to tell of what a run warns of itself.</param>
    public void Run(bool withWarnings)
    {
        // A value that is wrong alone has been found where it stands.
        foreach (PlanJob job in _enabled.Where(job => !job.Nodes.Values.Append(job.Tier.Node).Any(findings.HasErrorsIn)))
        {
            if (job.Problem is { } problem)
            {
                findings.Error(job.PlaceOf(problem), problem);
            }
        }

        CheckTargets();
        CheckRetention();
        if (!findings.HasErrors)
        {
            CheckTiers(withWarnings);
        }
    }

    private void CheckTargets()
    {
        foreach (PlanJob job in _enabled.Where(job => job.Job is not null))
        {
            MeasurementLocation target = job.Job!.Target;
            if (DatabaseName.FindFault(target.Database, target.Client.Settings.Edition, target.Client.Settings.Uri) is { } fault)
            {
                findings.Error(
                    job.Nodes.GetValueOrDefault(nameof(JobParameters.TargetDatabase)) ?? job.Nodes.GetValueOrDefault(PlanKeys.Target) ?? job.Tier.Node, fault);
            }
        }

        foreach (PlanJob job in _enabled.Where(job => job.Job is { } made && made.Source.IsSameAs(made.Target)))
        {
            findings.Error(job.PlaceOf(nameof(JobParameters.TargetMeasurement), nameof(JobParameters.TargetDatabase), PlanKeys.Target),
                $"'{job.Name}' would read and write the same measurement, '{job.Job!.Target.Measurement}' in database '{job.Job.Target.Database}'. "
                + "Give the tier a TargetMeasurement such as '{measurement}_{every}', or another TargetDatabase or Target.",
                InfluxErrorId.SourceEqualsTarget);
        }

        foreach (PlanJob job in _enabled)
        {
            if (MadeOf(job) is { } raw)
            {
                findings.Error(job.PlaceOf(nameof(JobParameters.TargetMeasurement), nameof(JobParameters.TargetDatabase), PlanKeys.Target),
                    $"'{job.Name}' would write to '{raw.Measurement}' in database '{raw.Database}', of which the tiers below it are made: its points would "
                    + "stand among the raw ones, and take their place. "
                    + "Give the tier a TargetMeasurement such as '{measurement}_{every}', or another TargetDatabase or Target.",
                    InfluxErrorId.SourceEqualsTarget);
            }
        }

        foreach (IGrouping<string, PlanJob> shared in _enabled.Where(job => job.Job is not null)
            .GroupBy(job => job.Job!.Target.Measurement, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            PlanJob[] makers = [.. shared];
            for (int second = 1; second < makers.Length; second++)
            {
                if (makers[..second].FirstOrDefault(first => first.Job!.Target.IsSameAs(makers[second].Job!.Target)) is { } first)
                {
                    findings.Error(makers[second].PlaceOf(nameof(JobParameters.TargetMeasurement)),
                        $"'{first.Name}' and '{makers[second].Name}' would write to one measurement, '{shared.Key}' in database "
                        + $"'{first.Job!.Target.Database}'. "
                        + "Let TargetMeasurement hold '{measurement}' and '{every}', or give each tier a TargetDatabase.");
                }
            }
        }
    }

    // The table that the job writes and that a tier below it reads; null where there is none.
    private static MeasurementLocation? MadeOf(PlanJob job)
    {
        for (PlanJob? below = job.Below; below is not null && job.Job is { } made; below = below.Below)
        {
            if (below.Job is { } lower && lower.Source.IsSameAs(made.Target))
            {
                return lower.Source;
            }
        }

        return null;
    }

    private void CheckRetention()
    {
        foreach (PlanJob job in _enabled.Where(job => job.Job is not null && job.Retention is not null))
        {
            if (!PlanRetention.TryRead(job.Retention!, out TimeSpan? period))
            {
                continue;
            }

            if (Array.Find(_enabled, other => other.Job is not null && other.Retention is { } node && IsOneDatabase(other, job)
                && PlanRetention.TryRead(node, out TimeSpan? before) && before != period) is { } otherwise)
            {
                findings.Error(job.Retention!, $"Tier '{otherwise.Tier.Name}' writes to database '{job.Job!.Target.Database}' too and says otherwise: "
                    + "a database has one retention period. Give the tiers a TargetDatabase each, or one Retention.");
            }

            string keeps = $"A database that keeps rows {RetentionPeriod.Describe(period)} is too short-lived.";
            if (IsShorter(period, job))
            {
                findings.Error(job.Retention!, $"{keeps} The windows of '{job.Tier.Name}' are {job.Job!.Aggregation.Every} long, so their points are as old "
                    + "when they are written, and gone at once. Keep them longer.");
            }
            else if (Array.Find(_enabled, other => other.Below == job && other.Job is not null && IsShorter(period, other)) is { } tooLong)
            {
                findings.Error(job.Retention!, $"{keeps} Rows of '{job.Tier.Name}' are gone before a window of '{tooLong.Tier.Name}' is over, which is made "
                    + $"of them and {tooLong.Job!.Aggregation.Every} long. Keep them longer.", InfluxErrorId.TierInvalid);
            }
        }
    }

    // A window must have its end before its rows are gone, also one of a long month.
    private static bool IsShorter(TimeSpan? period, PlanJob job)
    {
        WindowGrid grid = job.Job!.Grid;
        IEnumerable<WindowRun> windows = grid.Runs(grid.Floor(s_longYears.From), grid.Ceiling(s_longYears.To));
        return period is { } kept && kept.Ticks <= windows.Max(run => run.Length) / TimeSpan.NanosecondsPerTick;
    }

    private static long Instant(int year) => UnixNanoseconds.FromDateTime(new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc));

    private static bool IsOneDatabase(PlanJob one, PlanJob other)
        => (one.Job!.Target with { Measurement = "" }).IsSameAs(other.Job!.Target with { Measurement = "" });

    private void CheckTiers(bool withWarnings)
    {
        foreach (PlanJob[] chain in jobs.GroupBy(job => job.Measurement, StringComparer.Ordinal).Select(group => group.ToArray()))
        {
            Dictionary<PlanJob, RehearsedTable> tables = [];
            foreach (PlanJob job in chain.Where(job => job.Job is not null && (job.Below is null || tables.ContainsKey(job.Below))))
            {
                RehearsedTable source = job.Below is { } below ? tables[below] : TierRehearsal.RawOf([.. chain.Select(one => one.Job).OfType<DownsampleJob>()]);
                // One that is not enabled tells what the ones above it read.
                if (TierPlaces.Rehearse(job, source, job.Parameters.Enabled ? findings : new PlanFindings()) is { } table)
                {
                    tables[job] = table;
                    foreach (string warning in withWarnings && job.Parameters.Enabled ? table.Warnings : [])
                    {
                        findings.Warning(job.PlaceOf("Aggregate"), warning);
                    }
                }
            }
        }
    }
}
