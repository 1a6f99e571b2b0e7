using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;
using InfluxDownsample.Core.Write;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// What a database remembers of the runs that wrote to it: rows of <c>_downsample_jobs</c>, only ever appended. A failed look-up is a failure, never "nothing".
/// </summary>
internal sealed class Ledger(InfluxClient client, string database, TimeSpan? timeout, WriteOptions options)
{
    // A table has up to two files for every ten minutes that hold a row, and Core reads at most 432 in one query (wire reference 1.6): a day is always
    // allowed. What lies further back is looked for in longer stretches, as long as the server takes them.
    private const int FirstStretch = 24 * 60;
    private const int ShortestStretch = 10;

    // The newest rows of a table tell all of it; these are enough for every run that claims it at the same time.
    public const int NewestRows = 200;

    private static readonly string s_newestFirst = $"\nORDER BY time DESC LIMIT {NewestRows}";

    // InfluxDB 3 Core is not older, so no run is.
    private static readonly DateTime s_earliest = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static int Furthest => Math.Max(FirstStretch, (int)(DateTime.UtcNow - s_earliest).TotalMinutes);

    /// <summary>Writes that were repeated.</summary>
    public long Retries { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="mayRepeat">Whether a write that failed for the moment is repeated.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async Task AppendAsync(LedgerRow row, bool mayRepeat, CancellationToken cancellationToken)
    {
        (byte[] line, int keyLength) = LedgerLines.Write(row);
        var target = new WriteTarget(database, WritePrecision.Nanosecond, AcceptPartial: false, NoSync: false);
        WriteOptions one = options with { ThrottleLimit = 1, MaxRetry = mayRepeat ? options.MaxRetry : 0 };
        var writer = new PointWriter(client.Write, target, one, confirm: false, static _ => { }, cancellationToken);
        await using (writer.ConfigureAwait(false))
        {
            writer.AddLine(line, keyLength, time: 0, default);
            try
            {
                await writer.CompleteAsync().ConfigureAwait(false);
            }
            finally
            {
                Retries += writer.Report.Retries;
            }
        }
    }

    /// <summary>The newest rows of a table, back to the first that tells what it is.</summary>
    /// <param name="target">The table.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<TableLedger> ReadTableAsync(string target, CancellationToken cancellationToken)
    {
        List<LedgerRow>? rows = await ReadBackAsync(
            _ => OfTable(target), s_newestFirst, static found => found.Exists(row => row.IsOfTable), mustHaveDatabase: false, cancellationToken)
                .ConfigureAwait(false);
        return TableLedger.Of(rows ?? [], target);
    }

    /// <summary>The newest rows of a table of the last day: enough to see who has it.</summary>
    public async Task<IReadOnlyList<LedgerRow>> ReadNewestAsync(string target, CancellationToken cancellationToken)
        => await ReadBackAsync(_ => OfTable(target), s_newestFirst, static _ => true, mustHaveDatabase: false, cancellationToken).ConfigureAwait(false) ?? [];

    /// <summary>All rows but heartbeats, the newest first, back to where enough is known of each table or the rows end.</summary>
    /// <param name="full">The keys of the tables of which the rows read so far are enough; null when nothing more is wanted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The rows; null when there is no table of them at all.</returns>
    public Task<List<LedgerRow>?> ReadHistoryAsync(Func<List<LedgerRow>, IReadOnlyCollection<string>?> full, CancellationToken cancellationToken)
        => ReadBackAsync(
            found => string.Join(" AND ", (full(found) ?? []).Select(job => $"\"job\" <> '{job}'")),
            order: "",
            found => full(found) is null,
            mustHaveDatabase: true,
            cancellationToken);

    /// <summary>Looks at the rows until two looks agree.</summary>
    /// <inheritdoc cref="SettledLook.TakeAsync"/>
    public async Task<(bool IsSettled, T Found)> SettleAsync<T>(
        Func<Task<T>> look, Func<T, T, bool> agree, TimeSpan between, CancellationToken cancellationToken)
    {
        var files = new FileWatch(LedgerLines.Measurement, []);
        await files.LookAsync(client, database, timeout, cancellationToken).ConfigureAwait(false);
        return await new SettledLook(client, database, files, timeout, between).TakeAsync(look, agree, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What time it is by the server's clock, which stamps the rows.</summary>
    public async Task<long> ReadNowAsync(CancellationToken cancellationToken)
    {
        var query = new InfluxQuery { Text = "SELECT now() AS time" };
        IReadOnlyList<PointBatch> batches = await client.Query.ReadAsync(query, database, timeout, suggestions: null, cancellationToken).ConfigureAwait(false);
        return batches[0].GetNanoseconds(0, 0);
    }

    private static string OfTable(string target) => $"\"job\" = '{LedgerLines.KeyOf(target)}'";

    // From now backwards, stretch by stretch. Null: there is no table of them at all.
    private async Task<List<LedgerRow>?> ReadBackAsync(
        Func<List<LedgerRow>, string> condition, string order, Func<List<LedgerRow>, bool> isEnough, bool mustHaveDatabase, CancellationToken cancellationToken)
    {
        List<LedgerRow> rows = [];
        HashSet<(string, string, long)> known = [];
        bool isThere = true;
        int done = 0;
        int length = FirstStretch;
        bool mayGrow = true;
        while (done < Furthest)
        {
            int from = Math.Min(done + length, Furthest);
            // What is stamped ahead of the server's clock, by a clock that was set back, is still the newest.
            string upper = done == 0 ? "time < now() + INTERVAL '1 day'" : $"time < now() - INTERVAL '{done} minutes'";
            string also = condition(rows);
            string stretch = $"{(also.Length > 0 ? also + " AND " : "")}time >= now() - INTERVAL '{from} minutes' AND {upper}{order}";
            List<LedgerRow>? found;
            try
            {
                found = await ReadAsync(stretch, mustHaveDatabase, cancellationToken).ConfigureAwait(false);
            }
            catch (InfluxException exception) when (exception.Id == InfluxErrorId.QueryTooLarge && length > ShortestStretch)
            {
                length = Math.Max(ShortestStretch, length / 2);
                mayGrow = false;
                continue;
            }

            // The bounds move with the clock, so stretches overlap a little.
            isThere = found is not null;
            rows.AddRange((found ?? []).Where(row => known.Add(row.Key)));
            if (found is null || isEnough(rows))
            {
                break;
            }

            done = from;
            length = mayGrow ? length * 2 : length;
            mayGrow = true;
        }

        return isThere ? rows : null;
    }

    // Null: there is no table of them at all.
    private async Task<List<LedgerRow>?> ReadAsync(string condition, bool mustHaveDatabase, CancellationToken cancellationToken)
    {
        var query = new InfluxQuery
        {
            Text = $"SELECT *\nFROM {SqlText.Name(LedgerLines.Measurement)}\nWHERE {condition}",
            Tags = ["event", "job", "run"],
            Measurement = LedgerLines.Measurement,
        };
        try
        {
            List<LedgerRow> rows = [];
            foreach (PointBatch batch in await client.Query.ReadAsync(query, database, timeout, suggestions: null, cancellationToken).ConfigureAwait(false))
            {
                rows.AddRange(Enumerable.Range(0, batch.RowCount).Select(row => LedgerLines.Read(batch, row)).OfType<LedgerRow>());
            }

            return rows;
        }
        catch (InfluxException exception) when (
            exception.Id == InfluxErrorId.MeasurementNotFound || (exception.Id == InfluxErrorId.DatabaseNotFound && !mustHaveDatabase))
        {
            return null;
        }
    }
}
