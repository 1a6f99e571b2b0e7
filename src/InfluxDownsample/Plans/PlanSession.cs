using System.Management.Automation;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Plans;
using InfluxDownsample.Downsampling;

namespace InfluxDownsample.Plans;

/// <summary>A plan while it is worked on: its connections are open, its jobs can be made.</summary>
internal sealed class PlanSession : IDisposable
{
    private readonly Plan _plan;
    private readonly PlanFindings _findings;
    private readonly EngineIntrinsics _engine;
    private readonly PlanJobs _jobs;
    private readonly Dictionary<(string Server, string Database), IReadOnlyList<string>?> _names = [];

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

    /// <summary>The jobs, with the measurements that wildcards pick.</summary>
    /// <param name="readNames">Reads the names of the measurements of a database; null where that can't be, which has been said.</param>
    /// <param name="addMissing">Hears of names with wildcards that pick nothing.</param>
    public IReadOnlyList<PlanJob> Expand(Func<PlanJob, MeasurementLocation, IReadOnlyList<string>?> readNames, Action<PlanJob, InfluxException> addMissing)
        => _jobs.Make((job, named) =>
        {
            if (named.Pattern.IsExact || job.Job is not { } asked)
            {
                return [named.Pattern.Text];
            }

            (string, string) key = (asked.Source.Client.Settings.Uri.AbsoluteUri, asked.Source.Database);
            if (!_names.TryGetValue(key, out IReadOnlyList<string>? known))
            {
                _names.Add(key, known = readNames(job, asked.Source));
            }

            if (known is null)
            {
                return [];
            }

            string[] found = [.. known.Where(name => named.Pattern.Matches(name) && !name.StartsWith("_downsample_", StringComparison.Ordinal))];
            if (found.Length == 0)
            {
                addMissing(job, MeasurementJobs.NoMatch(asked.Source.Database, named.Pattern));
            }

            return found;
        });

    /// <inheritdoc/>
    public void Dispose() => Connections.Dispose();
}
