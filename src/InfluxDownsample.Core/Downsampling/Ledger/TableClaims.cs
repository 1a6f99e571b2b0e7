namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Who may write a table. Claims are only appended and then read back: the earliest one that is alive wins. A claim is alive until its run has ended or two
/// minutes have passed since its last sign of life, all by the server's clock. Pure.
/// </summary>
internal static class TableClaims
{
    /// <summary>How often a run gives a sign of life.</summary>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(20);

    /// <summary>After how long without one a claim is stale.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(2);

    /// <summary>The claims of a table that have not ended, the earliest first.</summary>
    /// <param name="rows">The rows of the table.</param>
    /// <param name="run">The run that asks; its own rows tell what time it is on the server.</param>
    public static IReadOnlyList<TableClaim> Open(IReadOnlyCollection<LedgerRow> rows, string run)
    {
        long now = rows.Where(row => row.Run == run).Select(row => row.Time).DefaultIfEmpty(long.MinValue).Max();
        return [.. rows
            .GroupBy(row => row.Run, StringComparer.Ordinal)
            // A run with -NoLock begins and ends without a claim.
            .Where(events => events.Any(row => row.Kind is LedgerRow.Claim or LedgerRow.Heartbeat))
            .Where(events => events.All(row => row.Kind is not (LedgerRow.End or LedgerRow.Refused)))
            .Select(events => new TableClaim(
                events.Key,
                events.FirstOrDefault(row => row.Kind == LedgerRow.Claim) ?? events.First(),
                events.Min(row => row.Claimed ?? row.Time),
                events.Max(row => row.Time),
                now - events.Max(row => row.Time) > StaleAfter.Ticks * TimeSpan.NanosecondsPerTick))
            .OrderBy(claim => claim.Since)
            .ThenBy(claim => claim.Run, StringComparer.Ordinal)];
    }
}
