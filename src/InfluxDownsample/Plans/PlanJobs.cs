using System.Collections;
using System.Management.Automation;
using InfluxDownsample.Connections;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Plans;
using InfluxDownsample.Core.Plans.Reading;
using InfluxDownsample.Downsampling;

namespace InfluxDownsample.Plans;

/// <summary>Makes the jobs of a plan, tier by tier: what the command line gave counts, then what the plan says of the job, of its tier, and of all.</summary>
/// <param name="plan">The plan.</param>
/// <param name="connections">Its connections.</param>
/// <param name="typed">What was given on the command line, by parameter.</param>
/// <param name="engine">The engine.</param>
internal sealed class PlanJobs(Plan plan, PlanConnections connections, IReadOnlyDictionary<string, object> typed, EngineIntrinsics engine)
{
    // Where a job reads and writes follows from its tier; -Source on the command line is where the raw measurements are.
    private static readonly string[] s_places
        = [nameof(JobParameters.Source), nameof(JobParameters.SourceDatabase), nameof(JobParameters.Target), nameof(JobParameters.TargetDatabase)];

    private readonly JobBinder _binder = new(typed.Where(pair => !s_places.Contains(pair.Key)).ToDictionary(), engine);

    /// <summary>The jobs in the order in which they are run: the tiers from the first to the last, in each the measurements.</summary>
    /// <param name="names">The measurements that a name with or without wildcards picks at a source; what is null there is one that was not found.</param>
    public IReadOnlyList<PlanJob> Make(Func<PlanJob, PlanMeasurement, IReadOnlyList<string>> names)
    {
        List<PlanJob> jobs = [];
        foreach (PlanTier tier in plan.Tiers)
        {
            jobs.AddRange(tier.Below is { } below
                ? jobs.Where(job => job.Tier == below).Select(job => Make(tier, job.Measurement, job.Named, job)).ToArray()
                : plan.Measurements
                    .SelectMany(named => names(Make(tier, named.Pattern.Text, named, below: null), named).Select(name => Make(tier, name, named, below: null)))
                    .DistinctBy(job => job.Measurement, StringComparer.Ordinal));
        }

        // What a plan with wildcards has written must not become its next source.
        ILookup<string, PlanJob> made = jobs.Where(job => job.Job is not null).ToLookup(job => job.Job!.Target.Measurement, StringComparer.Ordinal);
        return [.. jobs.Where(job => job.Named.Pattern.IsExact || job.Bottom.Job is not { } raw
            || !made[job.Measurement].Any(other => other.Measurement != job.Measurement && other.Job!.Target.IsSameAs(raw.Source)))];
    }

    private PlanJob Make(PlanTier tier, string measurement, PlanMeasurement named, PlanJob? below)
    {
        Dictionary<string, PlanNode> nodes = plan.ValuesOf(tier, measurement);
        var values = new Hashtable(StringComparer.OrdinalIgnoreCase) { [nameof(JobParameters.Measurement)] = measurement };
        foreach ((string name, PlanNode node) in nodes.Where(pair => pair.Key != PlanKeys.Retention && !s_places.Contains(pair.Key)))
        {
            values[name] = PlanObjects.Of(node);
        }

        PutPlaces(tier, nodes, values, below);
        var job = new PlanJob
        {
            Plan = plan,
            Tier = tier,
            Measurement = measurement,
            Named = named,
            Below = below,
            Nodes = nodes,
            Values = values,
            Parameters = _binder.Bind(PSObject.AsPSObject(values)),
        };
        below?.Above.Add(job);
        Read(job);
        return job;
    }

    private void PutPlaces(PlanTier tier, Dictionary<string, PlanNode> nodes, Hashtable values, PlanJob? below)
    {
        object? target = typed.GetValueOrDefault(nameof(JobParameters.Target)) ?? Connection(nodes.GetValueOrDefault(PlanKeys.Target));
        values[nameof(JobParameters.Target)] = target;
        values[nameof(JobParameters.TargetDatabase)] = Given(nodes, nameof(JobParameters.TargetDatabase));
        if (below is null)
        {
            values[nameof(JobParameters.Source)] = typed.GetValueOrDefault(nameof(JobParameters.Source))
                ?? (nodes.TryGetValue(PlanKeys.Source, out PlanNode? source) ? connections.Find(source) : connections.FindDefault(tier.Node));
            values[nameof(JobParameters.SourceDatabase)] = Given(nodes, nameof(JobParameters.SourceDatabase));
            return;
        }

        object? written = below.Values[nameof(JobParameters.Target)];
        values[nameof(JobParameters.Source)] = written ?? below.Values[nameof(JobParameters.Source)];
        values[nameof(JobParameters.SourceDatabase)] = below.Values[nameof(JobParameters.TargetDatabase)]
            ?? (written is null ? below.Values[nameof(JobParameters.SourceDatabase)] : null);
    }

    private object? Given(Dictionary<string, PlanNode> nodes, string name)
        => typed.GetValueOrDefault(name) ?? (nodes.TryGetValue(name, out PlanNode? node) ? PlanObjects.Of(node) : null);

    private InfluxConnection? Connection(PlanNode? node) => node is null ? null : connections.Find(node);

    private static void Read(PlanJob job)
    {
        try
        {
            if (job.Parameters.Problem is { } problem)
            {
                throw problem;
            }

            if (job.Values[nameof(JobParameters.Source)] is null
                || (job.Nodes.ContainsKey(PlanKeys.Target) && job.Values[nameof(JobParameters.Target)] is null))
            {
                // That a connection is missing has been found.
                return;
            }

            using var reader = new JobReader(job.Parameters);
            DownsampleJob read = reader.Read();
            string target = NameTemplate.TargetOf(reader.Template, job.Measurement, read.Aggregation.Every.ToString());
            read = read with
            {
                Source = read.Source with { Measurement = job.Below is null ? job.Measurement : job.Below.Job?.Target.Measurement ?? "" },
                Target = read.Target with { Measurement = target },
            };
            read.Validate();
            job.Job = read;
        }
        catch (InfluxException problem)
        {
            job.Problem = problem;
        }
    }
}
