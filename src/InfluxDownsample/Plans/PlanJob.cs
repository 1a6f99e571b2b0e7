using System.Collections;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Plans;
using InfluxDownsample.Core.Plans.Reading;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Downsampling;

namespace InfluxDownsample.Plans;

/// <summary>One measurement in one tier of a plan.</summary>
internal sealed class PlanJob
{
    public required Plan Plan { get; init; }

    public required PlanTier Tier { get; init; }

    /// <summary>The raw measurement.</summary>
    public required string Measurement { get; init; }

    /// <summary>Where the plan names it.</summary>
    public required PlanMeasurement Named { get; init; }

    /// <summary>The job whose target this one reads; null where it reads the raw measurement.</summary>
    public required PlanJob? Below { get; init; }

    /// <summary>The jobs that read the target of this one.</summary>
    public List<PlanJob> Above { get; } = [];

    /// <summary>The job at the bottom of its tiers, which reads the raw measurement.</summary>
    public PlanJob Bottom => Below is { } below ? below.Bottom : this;

    /// <summary>What the plan says of it, by parameter.</summary>
    public required IReadOnlyDictionary<string, PlanNode> Nodes { get; init; }

    /// <summary>The values of its parameters.</summary>
    public required Hashtable Values { get; init; }

    /// <summary>Its parameters.</summary>
    public required JobParameters Parameters { get; init; }

    /// <summary>The job; null when it can't be one.</summary>
    public DownsampleJob? Job { get; set; }

    /// <summary>Why it is none; null when it is one.</summary>
    public InfluxException? Problem { get; set; }

    /// <summary>How long the target's database keeps rows, where the plan says something of it; null for ever.</summary>
    public TimeSpan? Kept { get; set; }

    /// <summary>Whether it is one of the jobs of this run.</summary>
    public bool IsRun { get; set; }

    /// <summary>How it ended; null while it has not run.</summary>
    public string? Status { get; private set; }

    /// <summary>The windows it has written.</summary>
    public long WindowsWritten { get; private set; }

    /// <summary>The points it has written.</summary>
    public long PointsWritten { get; private set; }

    /// <summary>What it is called: the measurement and the tier.</summary>
    public string Name => $"{Measurement}/{Tier.Name}";

    /// <summary>Where the plan says how long the target's database keeps rows; null when it says nothing.</summary>
    public PlanNode? Retention => Nodes.GetValueOrDefault(PlanKeys.Retention);

    /// <summary>Where the plan says what a parameter is, in the tier or for the job alone; the tier where it does not.</summary>
    public PlanNode PlaceOf(params IEnumerable<string> parameters)
        => parameters.Select(parameter => Nodes.GetValueOrDefault(parameter)).FirstOrDefault(node => node is not null && !Plan.Defaults.Values.Contains(node))
            ?? Tier.Node;

    /// <summary>Where the plan says what a failure is about.</summary>
    public PlanNode PlaceOf(InfluxException problem)
        => problem.Target is string name && Nodes.TryGetValue(name, out PlanNode? node) ? node : Tier.Node;

    /// <summary>Keeps how it ended.</summary>
    public void End(string status, long windowsWritten, long pointsWritten)
    {
        Status = status;
        WindowsWritten = windowsWritten;
        PointsWritten = pointsWritten;
    }

    /// <summary>Why a job cannot read the target of this one, which has ended before it; null where there is just nothing to be read yet.</summary>
    public InfluxException? ExplainMissing(InfluxException missing) => Status != nameof(DownsampleStatus.Failed)
        ? null
        : new InfluxException(missing.Id,
            $"There is nothing to read, since '{Name}' failed before it made measurement '{Job?.Target.Measurement}' in database "
                + $"'{Job?.Target.Database}'.", missing)
        {
            Target = missing.Target,
            Advice = $"Mend what '{Name}' failed of, and run the plan again.",
        };

    /// <summary>Why a job that reads the target of this one, which is not there, stays without work; null where this one may still make it.</summary>
    /// <param name="reader">The job.</param>
    public string? ExplainNothing(PlanJob reader) => Parameters.Enabled
        ? null
        : $"'{reader.Name}' has nothing to read: '{Name}', which would make measurement '{reader.Job?.Source.Measurement}' in database "
            + $"'{reader.Job?.Source.Database}', is not enabled, and nothing has made it so far. Enable '{Name}', or let the tier read another Source.";

    /// <summary>What the tiers above do not see of windows that this one has written again, since they do not look back so far; null where they do.</summary>
    /// <param name="changes">What has changed.</param>
    public string? ExplainCorrections(IEnumerable<ChangedPoint> changes)
    {
        long[] written = [.. changes.Where(change => change.Outcome == ChangeOutcome.Verified).Select(change => change.WindowStart)];
        if (written.Length == 0)
        {
            return null;
        }

        long first = written.Min();
        PlanJob[] blind = [.. Above.Where(job => job.Parameters.Enabled && job.Job is { } reader && !job.LooksBackTo(reader, first))];
        if (blind.Length == 0)
        {
            return null;
        }

        (string look, string run) = blind.Length == 1 ? ("does not look", "it") : ("do not look", "them");
        return $"'{Name}' has written windows again, the first at {TimeText.Format(first)}, and {string.Join(" and ", blind.Select(job => $"'{job.Name}'"))} "
            + $"{look} back so far: what was made of them stays as it is. "
            + $"Run {run} once with -Start {TimeText.Format(blind.Min(job => job.Job!.Grid.Floor(first)))}, and -OnChange Write.";
    }

    private bool LooksBackTo(DownsampleJob job, long window)
    {
        // What was given on the command line is for the jobs of this run; one that is left out looks back as the plan says, the next time.
        DownsampleRange range = IsRun ? job.Range : job.Range with
        {
            Start = null,
            Lookback = Nodes.GetValueOrDefault(nameof(JobParameters.Lookback)) is PlanValue { Value: string text }
                ? InfluxDuration.Parse(text, nameof(JobParameters.Lookback)) : default,
        };
        var request = new PlanRequest(range, job.Grid);
        return (request.Start ?? request.LookbackFrom) <= window;
    }

    /// <summary>What the tiers above lack when this one makes windows, or finds rows, that its database does not keep; null where nothing is lost.</summary>
    /// <param name="begin">Where they begin.</param>
    /// <param name="keptFrom">Since when rows are kept; null for ever.</param>
    /// <param name="what">What begins there.</param>
    public string? ExplainLoss(long? begin, long? keptFrom, string what)
    {
        string[] readers = [.. Above.Where(job => job.Parameters.Enabled).Select(job => $"'{job.Name}'")];
        if (readers.Length == 0 || !(begin < keptFrom))
        {
            return null;
        }

        string start = TimeText.Format(begin!.Value);
        return $"'{Name}': database '{Job!.Target.Database}' keeps rows {RetentionPeriod.Describe(Kept)}, so from {TimeText.Format(keptFrom!.Value)} on, and "
            + $"{what} at {start}. What is older is gone at once, and missing in {string.Join(" and ", readers)}. To have it there, let the database keep rows "
            + $"from before {start} (Set-InfluxDatabase; a longer Retention in the plan where it is not there yet), run the plan once with -Start {start}, "
            + "and then set the shorter period again.";
    }
}
