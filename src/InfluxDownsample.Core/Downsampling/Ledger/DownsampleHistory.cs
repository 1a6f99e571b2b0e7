using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Write;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Reads the runs that a target database has recorded.</summary>
public static class DownsampleHistory
{
    // Rows that vanish while a snapshot is made are back within a few seconds.
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The last runs of each job, the newest first. One look may miss rows that the server is moving to files (wire reference 5.9), but rows are only ever
    /// appended: looks are added up until one adds nothing and no file was added since the one before.
    /// </summary>
    /// <param name="client">The server.</param>
    /// <param name="database">The target database.</param>
    /// <param name="isWanted">Picks jobs by the measurement they read or the one they write.</param>
    /// <param name="last">How many runs of each job.</param>
    /// <param name="timeout">The limit for each query; null for none.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    /// <exception cref="InfluxException">The server refused or failed; <see cref="InfluxErrorId.SourceUnstable"/>: looks never agreed.</exception>
    public static async Task<IReadOnlyList<DownsampleRun>> ReadAsync(
        InfluxClient client, string database, Func<string, bool> isWanted, int last, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var ledger = new Ledger(client, database, timeout, new WriteOptions());
        IReadOnlyList<LedgerRow> rows = await ReadAllAsync(ledger, found => Full(Jobs(found, isWanted), last), cancellationToken).ConfigureAwait(false);
        long now = rows.Count == 0 ? 0 : await ledger.ReadNowAsync(cancellationToken).ConfigureAwait(false);
        return [.. Jobs(rows, isWanted)
            .SelectMany(job => job.Select(run => RunOf([.. run], database, now)).OrderByDescending(run => run.Started).Take(last))
            .OrderByDescending(run => run.Started)];
    }

    /// <summary>The tables of a database that runs have made, as far as the rows go back.</summary>
    /// <param name="client">The server.</param>
    /// <param name="database">The database.</param>
    /// <param name="timeout">The limit for each query; null for none.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    /// <exception cref="InfluxException">The server refused or failed; <see cref="InfluxErrorId.SourceUnstable"/>: looks never agreed.</exception>
    internal static async Task<IReadOnlySet<string>> ReadTargetsAsync(
        InfluxClient client, string database, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var ledger = new Ledger(client, database, timeout, new WriteOptions());
        // One row is enough of a table. A run that was refused has made none.
        IReadOnlyList<LedgerRow> rows = await ReadAllAsync(
            ledger, static found => [.. found.Where(row => row.IsOfTable).Select(row => row.Job).Distinct()], cancellationToken).ConfigureAwait(false);
        return rows.Where(row => row.IsOfTable).Select(row => row.Target).ToHashSet(StringComparer.Ordinal);
    }

    // The runs that wrote each table.
    private static List<IGrouping<string, IGrouping<string, LedgerRow>>> Jobs(IEnumerable<LedgerRow> rows, Func<string, bool> isWanted)
        => [.. rows.Where(row => isWanted(row.Measurement) || isWanted(row.Target))
            .GroupBy(row => row.Run, StringComparer.Ordinal)
            .GroupBy(run => run.First().Job, StringComparer.Ordinal)];

    // The tables of which enough runs are known; null when that are all.
    private static string[]? Full(List<IGrouping<string, IGrouping<string, LedgerRow>>> jobs, int last)
    {
        string[] full = [.. jobs.Where(job => job.Count() >= last).Select(job => job.Key)];
        return full.Length > 0 && full.Length == jobs.Count ? null : full;
    }

    private static async Task<IReadOnlyList<LedgerRow>> ReadAllAsync(
        Ledger ledger, Func<List<LedgerRow>, IReadOnlyCollection<string>?> full, CancellationToken cancellationToken)
    {
        Dictionary<(string, string, long), LedgerRow> rows = [];
        if (await AddAsync().ConfigureAwait(false) is null)
        {
            // There is no table of them.
            return [];
        }

        (bool isSettled, _) = await ledger
            .SettleAsync(AddAsync, static (_, added) => added is null or 0, s_betweenLooks, cancellationToken).ConfigureAwait(false);
        return isSettled
            ? [.. rows.Values.OrderByDescending(row => row.Time)]
            : throw new InfluxException(InfluxErrorId.SourceUnstable, $"'{LedgerLines.Measurement}' did not settle: reads of it did not agree.")
            {
                Target = LedgerLines.Measurement,
                Advice = "The server is moving rows to files. Run again later.",
            };

        // How many rows were not known yet.
        async Task<int?> AddAsync() => (await ledger.ReadHistoryAsync(full, cancellationToken).ConfigureAwait(false))?.Count(row => rows.TryAdd(row.Key, row));
    }

    private static DownsampleRun RunOf(IReadOnlyList<LedgerRow> events, string database, long now)
    {
        LedgerRow any = events[^1];
        LedgerRow? end = events.FirstOrDefault(row => row.Kind is LedgerRow.End or LedgerRow.Refused);
        LedgerRow? planned = events.FirstOrDefault(row => row.From is not null);
        long seen = events.Max(row => row.Time);
        bool isSilent = now - seen > TableClaims.StaleAfter.Ticks * TimeSpan.NanosecondsPerTick;
        return new DownsampleRun
        {
            Measurement = any.Measurement,
            SourceDatabase = any.SourceDatabase,
            TargetDatabase = database,
            Target = any.Target,
            Every = any.Every,
            Started = events.Min(row => row.Claimed ?? row.Time),
            Ended = end?.Time,
            Owner = any.Owner,
            Status = end is not null ? end.Status ?? LedgerRow.NotRun : isSilent ? "Lost" : "Running",
            From = planned?.From,
            To = planned?.To,
            PointsWritten = end?.PointsWritten,
            Error = end?.Error,
            // A claim tells what the run alone makes of the table, later rows what all runs have made of it.
            Definition = TableDefinition.Read(
                events.OrderByDescending(row => row.Kind == LedgerRow.Claim).FirstOrDefault(row => row.Definition is not null)?.Definition),
        };
    }
}
