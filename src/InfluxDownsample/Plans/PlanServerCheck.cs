using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Plans;
using InfluxDownsample.Core.Plans.Reading;
using InfluxDownsample.Core.Plans.Rehearsal;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Downsampling;

namespace InfluxDownsample.Plans;

/// <summary>
/// Asks the servers of a plan what only they know: whether they answer, what the raw measurements hold, what the targets are. A tier whose source is not there
/// yet is rehearsed on what the one below it will make.
/// </summary>
/// <param name="connections">The connections.</param>
/// <param name="findings">Hears what is wrong.</param>
internal sealed class PlanServerCheck(PlanConnections connections, PlanFindings findings)
{
    // Of those that were asked; null where all is well.
    private readonly Dictionary<InfluxClient, InfluxException?> _servers = [];

    // How long those keep rows that could be looked at.
    private readonly Dictionary<(InfluxClient Client, string Database), TimeSpan?> _databases = [];
    private readonly Dictionary<MeasurementLocation, long?> _firstRows = [];

    /// <summary>Looks at all jobs that are enabled.</summary>
    public async Task RunAsync(IReadOnlyList<PlanJob> jobs, CancellationToken cancellationToken)
    {
        Dictionary<PlanJob, RehearsedTable> tables = [];
        foreach (PlanJob job in jobs.Where(job => job.Parameters.Enabled && job.Job is not null))
        {
            if (!await IsReachableAsync(job, job.Job!.Source.Client, PlanKeys.Source, cancellationToken)
                || !await IsReachableAsync(job, job.Job.Target.Client, PlanKeys.Target, cancellationToken))
            {
                continue;
            }

            await CheckRetentionAsync(job, cancellationToken);
            await CheckHistoryAsync(job, cancellationToken);
            if (await RehearseAsync(job, tables, cancellationToken) is { } table)
            {
                tables[job] = table;
            }
        }

        await CheckRoomAsync([.. jobs.Where(job => job.Parameters.Enabled && job.Job is not null)], cancellationToken);
    }

    /// <summary>The measurements that a job may read; null when they can't be read, which is a finding.</summary>
    public async Task<SourceTables?> ReadTablesAsync(PlanJob job, MeasurementLocation place, CancellationToken cancellationToken)
    {
        try
        {
            return await IsReachableAsync(job, place.Client, PlanKeys.Source, cancellationToken)
                ? await SourceTables.ReadAsync(place, cancellationToken)
                : null;
        }
        catch (InfluxException problem)
        {
            findings.Error(job.Nodes.GetValueOrDefault(PlanKeys.Source) ?? job.Tier.Node, problem);
            return null;
        }
    }

    /// <summary>Whether the server of a job answers and takes the token; a finding where not, once.</summary>
    private async Task<bool> IsReachableAsync(PlanJob job, InfluxClient client, string parameter, CancellationToken cancellationToken)
    {
        if (!_servers.TryGetValue(client, out InfluxException? problem))
        {
            problem = (await client.CheckAsync(cancellationToken)).Problem;
            // Which of its databases a job needs is looked at there.
            problem = problem?.Id == InfluxErrorId.DatabaseNotFound ? null : problem;
            _servers.Add(client, problem);
            if (problem is not null)
            {
                PlanNode place = connections.PlaceOf(client) ?? job.Nodes.GetValueOrDefault(parameter) ?? job.Tier.Node;
                findings.Error(place, problem.Message, problem.Id);
            }
        }

        return problem is null;
    }

    private async Task CheckRetentionAsync(PlanJob job, CancellationToken cancellationToken)
    {
        MeasurementLocation target = job.Job!.Target;
        if (job.Retention is null || !PlanRetention.TryRead(job.Retention, out TimeSpan? period) || _databases.ContainsKey((target.Client, target.Database)))
        {
            return;
        }

        try
        {
            (_, string? warning, TimeSpan? kept) = await new TargetDatabase(target.Client, target.Database, period).LookAsync(cancellationToken);
            _databases.Add((target.Client, target.Database), kept);
            if (warning is not null)
            {
                findings.Warning(job.Retention, warning);
            }
        }
        catch (InfluxException problem)
        {
            findings.Error(job.Retention, problem);
            _databases.Add((target.Client, target.Database), null);
        }
    }

    private async Task CheckRoomAsync(PlanJob[] jobs, CancellationToken cancellationToken)
    {
        foreach (IGrouping<InfluxClient, PlanJob> server in jobs.GroupBy(job => job.Job!.Target.Client)
            .Where(group => _servers.TryGetValue(group.Key, out InfluxException? problem) && problem is null))
        {
            try
            {
                string[] wanted = [.. server.Select(job => job.Job!.Target.Database).Distinct()];
                if (await DatabaseRoom.FindLackAsync(server.Key, wanted, cancellationToken) is var (missing, warning))
                {
                    findings.Warning(server.Last(job => missing.Contains(job.Job!.Target.Database)).PlaceOf(nameof(JobParameters.TargetDatabase)), warning);
                }
            }
            catch (InfluxException)
            {
                // Not every token may see which databases there are.
            }
        }
    }

    // Before the first run: later, raw rows that are older than those of a tier are as it should be.
    private async Task CheckHistoryAsync(PlanJob job, CancellationToken cancellationToken)
    {
        MeasurementLocation target = job.Job!.Target;
        if (job.Retention is null || !_databases.TryGetValue((target.Client, target.Database), out TimeSpan? kept)
            || RetentionCheck.KeptFrom(kept) is not { } keptFrom || job.Bottom.Job is not { } bottom)
        {
            return;
        }

        job.Kept = kept;
        try
        {
            if (await FindFirstRowAsync(bottom.Source, cancellationToken) is { } first && !await IsThereAsync(target, cancellationToken)
                && job.ExplainLoss(Math.Max(first, job.Job.Range.Start ?? first), keptFrom, $"the rows of '{job.Measurement}' begin") is { } loss)
            {
                findings.Warning(job.Retention, loss);
            }
        }
        catch (InfluxException)
        {
            // A source that can't be read is found where the job is tried.
        }
    }

    private async Task<long?> FindFirstRowAsync(MeasurementLocation place, CancellationToken cancellationToken)
    {
        if (!_firstRows.TryGetValue(place, out long? first))
        {
            var measurement = new InfluxMeasurement { Name = place.Measurement, Database = place.Database, Tags = [], Fields = [] };
            first = (await place.Client.Measurements.WithRangeAsync(
                measurement, UnixNanoseconds.FromDateTime(DateTime.UtcNow), place.Client.Settings.Timeout, cancellationToken)).FirstNanoseconds;
            _firstRows.Add(place, first);
        }

        return first;
    }

    private async Task<RehearsedTable?> RehearseAsync(PlanJob job, Dictionary<PlanJob, RehearsedTable> tables, CancellationToken cancellationToken)
    {
        try
        {
            if (job.Below is null || await IsThereAsync(job.Job!.Source, cancellationToken))
            {
                return await TierRehearsal.RunAsync(job.Job!, job.Retention is not null, new FindingObserver(job, findings), cancellationToken);
            }

            if (job.Below.ExplainNothing(job) is { } idle)
            {
                findings.Warning(job.PlaceOf(PlanKeys.Source), idle);
            }

            return tables.TryGetValue(job.Below, out RehearsedTable? source) ? TierRehearsal.Run(job.Job, source) : null;
        }
        catch (InfluxException problem)
        {
            findings.Error(TierPlaces.PlaceOf(job, problem), $"'{job.Name}': {PlanFindings.Text(problem)}", problem.Id);
            return null;
        }
    }

    private static async Task<bool> IsThereAsync(MeasurementLocation place, CancellationToken cancellationToken)
    {
        try
        {
            return (await place.Client.Measurements.ReadAsync(place.Database, [place.Measurement], place.Client.Settings.Timeout, cancellationToken)).Count > 0;
        }
        catch (InfluxException problem) when (problem.Id == InfluxErrorId.DatabaseNotFound)
        {
            return false;
        }
    }

    // Warnings of a check are findings.
    private sealed class FindingObserver(PlanJob job, PlanFindings findings) : IDownsampleObserver
    {
        public ValueTask VerboseAsync(string text) => ValueTask.CompletedTask;

        public ValueTask WarningAsync(string text)
        {
            findings.Warning(job.Tier.Node, $"'{job.Name}': {text}");
            return ValueTask.CompletedTask;
        }

        public ValueTask ProgressAsync(DownsampleProgress progress) => ValueTask.CompletedTask;
    }
}
