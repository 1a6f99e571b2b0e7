using System.Management.Automation;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Plans;
using InfluxDownsample.Core.Plans.Rehearsal;
using InfluxDownsample.Downsampling;

namespace InfluxDownsample.Plans;

/// <summary>A plan while it is worked on: its connections are open, its jobs can be made.</summary>
internal sealed class PlanSession : IDisposable
{
    private readonly Plan _plan;
    private readonly PlanFindings _findings;
    private readonly EngineIntrinsics _engine;
    private readonly PlanJobs _jobs;
    private readonly Dictionary<(string Server, string Database), SourceTables?> _tables = [];

    /// <param name="plan">The plan.</param>
    /// <param name="document">Its file.</param>
    /// <param name="typed">What was given on the command line, by parameter.</param>
    /// <param name="engine">The engine.</param>
    public PlanSession(Plan plan, PlanDocument document, IReadOnlyDictionary<string, object> typed, EngineIntrinsics engine)
    {
        _plan = plan;
        _findings = document.Findings;
        _engine = engine;
        Connections = new PlanConnections(plan, document.File, _findings);
        _jobs = new PlanJobs(plan, Connections, typed, engine);
    }

    /// <summary>The connections.</summary>
    public PlanConnections Connections { get; }

    /// <summary>Finds what is wrong without a server.</summary>
    /// <param name="isRun">Whether the plan is about to be run: then what no job uses is left alone, and what a run warns of itself is left to it.</param>
    public void Check(bool isRun)
    {
        if (!isRun)
        {
            Connections.ReadAll();
        }

        new PlanValueCheck(_engine, _findings).Check(_plan);
        IReadOnlyList<PlanJob> jobs = _jobs.Make(static (_, named) => [named.Pattern.Text]);
        new PlanCheck(jobs, _findings).Run(withWarnings: !isRun);
    }

    /// <summary>The jobs, with the measurements that wildcards pick. What runs have made is none to pick, whichever plan they were of.</summary>
    /// <param name="readTables">Reads the measurements of a database; null where that can't be, which has been said.</param>
    /// <param name="addMissing">Hears of names with wildcards that pick nothing.</param>
    /// <param name="warn">Hears what a name with wildcards leaves out, unless this plan makes it.</param>
    public IReadOnlyList<PlanJob> Expand(
        Func<PlanJob, MeasurementLocation, SourceTables?> readTables, Action<PlanJob, InfluxException> addMissing, Action<PlanMeasurement, string> warn)
    {
        List<(PlanMeasurement Named, MeasurementLocation Table)> left = [];
        IReadOnlyList<PlanJob> jobs = _jobs.Make((job, named) =>
        {
            if (named.Pattern.IsExact || job.Job is not { } asked)
            {
                return [named.Pattern.Text];
            }

            (string, string) key = (asked.Source.Client.Settings.Uri.AbsoluteUri, asked.Source.Database);
            if (!_tables.TryGetValue(key, out SourceTables? tables))
            {
                _tables.Add(key, tables = readTables(job, asked.Source));
            }

            if (tables is null)
            {
                return [];
            }

            string[] found = [.. tables.Raw.Where(named.Pattern.Matches)];
            string[] made = [.. tables.Targets.Where(named.Pattern.Matches)];
            left.AddRange(made.Select(name => (named, asked.Source with { Measurement = name })));
            if (found.Length == 0)
            {
                addMissing(job, MeasurementJobs.NoMatch(asked.Source.Database, named.Pattern));
            }

            return found;
        });
        foreach (IGrouping<(PlanMeasurement Named, string Database), string> names in left.Distinct().Where(one => IsForeign(one.Table, jobs))
            .GroupBy(one => (one.Named, one.Table.Database), one => $"'{one.Table.Measurement}'"))
        {
            int count = names.Count();
            warn(names.Key.Named, $"'{names.Key.Named.Pattern.Text}' does not pick {string.Join(", ", names)} of database '{names.Key.Database}': on record "
                + $"{CountText.Choose(count, "it is a target", "they are targets")} of earlier runs. "
                + $"Measurements takes {CountText.Choose(count, "it", "them")} by name, without wildcards.");
        }

        return jobs;
    }

    // Neither made by a job nor read by one that names it.
    private static bool IsForeign(MeasurementLocation table, IReadOnlyList<PlanJob> jobs)
        => !jobs.Any(job => job.Job is { } made && (made.Target.IsSameAs(table) || made.Source.IsSameAs(table)));

    /// <inheritdoc/>
    public void Dispose() => Connections.Dispose();
}
