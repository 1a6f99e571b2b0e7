using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;
using InfluxDownsample.Core.Write;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>What a database remembers of the runs that wrote to it: rows of <c>_downsample_jobs</c>, only ever appended.</summary>
internal sealed class JobJournal(InfluxClient client, string database, TimeSpan? timeout, WriteOptions options)
{
    // A table has up to two files for every ten minutes that hold a row, and Core reads at most 432 in one query (wire reference 1.6): a day is always
    // allowed. What lies further back is looked for in longer stretches, as long as the server takes them.
    private const int FirstStretch = 24 * 60;
    private const int ShortestStretch = 10;

    // InfluxDB 3 Core is not older, so no run is.
    private static readonly DateTime s_earliest = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private bool _isMissing;

    private static int Furthest => Math.Max(FirstStretch, (int)(DateTime.UtcNow - s_earliest).TotalMinutes);

    /// <summary>Writes that were repeated.</summary>
    public long Retries { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="isFarewell">Whether it is tried only once: the run has failed, perhaps because the server is away.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async Task AppendAsync(JobEvent row, bool isFarewell, CancellationToken cancellationToken)
    {
        _isMissing = false;
        (byte[] line, int keyLength) = JobEventLines.Write(row);
        var target = new WriteTarget(database, WritePrecision.Nanosecond, AcceptPartial: false, NoSync: false);
        var writer = new PointWriter(client.Write, target, options with { ThrottleLimit = 1, MaxRetry = isFarewell ? 0 : options.MaxRetry }, confirm: false, static _ => { }, cancellationToken);
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

    /// <summary>The rows of a job of the last day, by the server's clock.</summary>
    public Task<List<JobEvent>> ReadJobAsync(string job, CancellationToken cancellationToken)
        => ReadBackAsync(_ => $"\"job\" = '{job}'", parameters: null, static _ => false, FirstStretch, mustHaveDatabase: false, cancellationToken);

    /// <summary>What the last runs that wrote to a measurement said when they began and when they ended, the newest first; empty when there are none.</summary>
    public async Task<IReadOnlyList<JobEvent>> ReadWritersAsync(string target, CancellationToken cancellationToken)
    {
        string condition = $"\"event\" IN ('{JobEvent.Begin}', '{JobEvent.End}') AND \"target\" = $target";
        List<JobEvent> rows = await ReadBackAsync(_ => condition, new Dictionary<string, object?> { ["target"] = target }, static found => found.Count > 0, Furthest, mustHaveDatabase: false, cancellationToken)
            .ConfigureAwait(false);
        // An end counts before the beginning that the server took in at the same moment.
        return [.. rows.OrderByDescending(row => row.Time).ThenByDescending(row => row.Kind == JobEvent.End).Take(50)];
    }

    /// <summary>All rows, the newest first, back to where each job has enough ended runs or the table ends.</summary>
    /// <param name="full">The keys of the jobs of which the rows read so far are enough; null when nothing more is wanted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<List<JobEvent>> ReadHistoryAsync(Func<List<JobEvent>, IReadOnlyCollection<string>?> full, CancellationToken cancellationToken)
        => [.. (await ReadBackAsync(
            found => string.Join(" AND ", (full(found) ?? []).Select(job => $"\"job\" <> '{job}'")), parameters: null, found => full(found) is null, Furthest, mustHaveDatabase: true, cancellationToken)
            .ConfigureAwait(false)).OrderByDescending(row => row.Time)];

    // From now backwards, stretch by stretch. Whatever a query fails for ends the reading: not found is only what has been looked for.
    private async Task<List<JobEvent>> ReadBackAsync(
        Func<List<JobEvent>, string> condition, IReadOnlyDictionary<string, object?>? parameters, Func<List<JobEvent>, bool> isEnough, int furthest, bool mustHaveDatabase, CancellationToken cancellationToken)
    {
        List<JobEvent> rows = [];
        HashSet<(string, string, long)> known = [];
        int done = 0;
        int length = FirstStretch;
        bool mayGrow = true;
        while (done < furthest && !_isMissing)
        {
            int from = Math.Min(done + length, furthest);
            // What is stamped ahead of the server's clock, by a clock that was set back, is still the newest.
            string upper = done == 0 ? "time < now() + INTERVAL '1 day'" : $"time < now() - INTERVAL '{done} minutes'";
            string also = condition(rows);
            try
            {
                List<JobEvent> found = await ReadAsync(
                    $"{(also.Length > 0 ? also + " AND " : "")}time >= now() - INTERVAL '{from} minutes' AND {upper}", parameters, mustHaveDatabase, cancellationToken).ConfigureAwait(false);
                // The bounds move with the clock, so stretches overlap a little.
                rows.AddRange(found.Where(row => known.Add((row.Run, row.Kind, row.Time))));
            }
            catch (InfluxException exception) when (exception.Id == InfluxErrorId.QueryTooLarge && length > ShortestStretch)
            {
                length = Math.Max(ShortestStretch, length / 2);
                mayGrow = false;
                continue;
            }

            if (isEnough(rows))
            {
                break;
            }

            done = from;
            length = mayGrow ? length * 2 : length;
            mayGrow = true;
        }

        return rows;
    }

    // Once it is known that there is no table, nothing more is asked.
    private async Task<List<JobEvent>> ReadAsync(string condition, IReadOnlyDictionary<string, object?>? parameters, bool mustHaveDatabase, CancellationToken cancellationToken)
    {
        var query = new InfluxQuery
        {
            Text = $"SELECT *\nFROM {SqlText.Name(JobEventLines.Measurement)}\nWHERE {condition}",
            Parameters = parameters,
            Tags = ["event", "job", "run"],
            Measurement = JobEventLines.Measurement,
        };
        List<JobEvent> rows = [];
        if (_isMissing)
        {
            return rows;
        }

        try
        {
            foreach (PointBatch batch in await client.Query.ReadAsync(query, database, timeout, suggestions: null, cancellationToken).ConfigureAwait(false))
            {
                rows.AddRange(Enumerable.Range(0, batch.RowCount).Select(row => JobEventLines.Read(batch, row)).OfType<JobEvent>());
            }
        }
        catch (InfluxException exception) when (exception.Id == InfluxErrorId.MeasurementNotFound || (exception.Id == InfluxErrorId.DatabaseNotFound && !mustHaveDatabase))
        {
            // No run has been here yet.
            _isMissing = true;
        }

        return rows;
    }
}
