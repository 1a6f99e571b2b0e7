using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Write;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Reads the runs that a target database has recorded.</summary>
public static class DownsampleHistory
{
    /// <summary>The last runs of each job, the newest first.</summary>
    /// <param name="client">The server.</param>
    /// <param name="database">The target database.</param>
    /// <param name="isWanted">Picks jobs by the measurement they read or the one they write.</param>
    /// <param name="last">How many runs of each job.</param>
    /// <param name="timeout">The limit for each query; null for none.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    /// <exception cref="InfluxException">The server refused or failed.</exception>
    public static async Task<IReadOnlyList<DownsampleRun>> ReadAsync(
        InfluxClient client, string database, Func<string, bool> isWanted, int last, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var ledger = new Ledger(client, database, timeout, new WriteOptions());
        List<LedgerRow> rows = await ledger.ReadHistoryAsync(
            found => Jobs(found, isWanted) is { Count: > 0 } jobs && jobs.All(job => job.Count() >= last) ? null : [.. Jobs(found, isWanted).Where(job => job.Count() >= last).Select(job => job.Key)],
            cancellationToken).ConfigureAwait(false);
        long now = rows.Count == 0 ? 0 : await ledger.ReadNowAsync(cancellationToken).ConfigureAwait(false);
        return [.. Jobs(rows, isWanted)
            .SelectMany(job => job.Select(run => RunOf([.. run], now)).OrderByDescending(run => run.Started).Take(last))
            .OrderByDescending(run => run.Started)];
    }

    // The runs that wrote each table.
    private static List<IGrouping<string, IGrouping<string, LedgerRow>>> Jobs(List<LedgerRow> rows, Func<string, bool> isWanted)
        => [.. rows.Where(row => isWanted(row.Measurement) || isWanted(row.Target)).GroupBy(row => row.Run, StringComparer.Ordinal).GroupBy(run => run.First().Job, StringComparer.Ordinal)];

    private static DownsampleRun RunOf(IReadOnlyList<LedgerRow> events, long now)
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
            Target = any.Target,
            Every = any.Every,
            Started = events.Min(row => row.Claimed ?? row.Time),
            Ended = end?.Time,
            Owner = any.Owner,
            Status = end is not null ? end.Status ?? "Refused" : isSilent ? "Lost" : "Running",
            From = planned?.From,
            To = planned?.To,
            PointsWritten = end?.PointsWritten,
            Error = end?.Error,
        };
    }
}
