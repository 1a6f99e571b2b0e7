using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;
using InfluxDownsample.Core.Write;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>What a database remembers of the runs that wrote to it: rows of <c>_downsample_jobs</c>, only ever appended.</summary>
internal sealed class JobJournal(InfluxClient client, string database, TimeSpan? timeout, WriteOptions options)
{
    // How far back is looked, in days, until something is found: a query over all of a table is what the file limit refuses (wire reference 1.6).
    private static readonly int[] s_days = [3, 90, 4000];

    private bool _isMissing;

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

    /// <summary>The rows of a job of the last day, by the server's clock; of ten minutes, where a day is too much for it.</summary>
    public async Task<List<JobEvent>> ReadJobAsync(string job, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync($"\"job\" = '{job}' AND time >= now() - INTERVAL '1 day'", "", parameters: null, cancellationToken).ConfigureAwait(false);
        }
        catch (InfluxException exception) when (exception.Id == InfluxErrorId.QueryTooLarge)
        {
            return await ReadAsync($"\"job\" = '{job}' AND time >= now() - INTERVAL '10 minutes'", "", parameters: null, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What the last runs that wrote to a measurement said when they began and when they ended, the newest first; empty when none is known.</summary>
    public async Task<IReadOnlyList<JobEvent>> ReadWritersAsync(string target, CancellationToken cancellationToken)
    {
        foreach (int days in s_days)
        {
            try
            {
                List<JobEvent> rows = await ReadAsync(
                    $"\"event\" IN ('{JobEvent.Begin}', '{JobEvent.End}') AND \"target\" = $target AND time >= now() - INTERVAL '{days} days'",
                    "ORDER BY time DESC LIMIT 50", new Dictionary<string, object?> { ["target"] = target }, cancellationToken).ConfigureAwait(false);
                if (rows.Count > 0)
                {
                    // An end counts before the beginning that the server took in at the same moment.
                    return [.. rows.OrderByDescending(row => row.Time).ThenByDescending(row => row.Kind == JobEvent.End)];
                }
            }
            catch (InfluxException exception) when (exception.Id == InfluxErrorId.QueryTooLarge)
            {
                // Older runs are out of reach.
                break;
            }
        }

        return [];
    }

    /// <summary>All rows, the newest first, back to where each job has enough ended runs or the table ends.</summary>
    /// <param name="isEnough">Tells whether rows read so far are enough.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<List<JobEvent>> ReadHistoryAsync(Func<List<JobEvent>, bool> isEnough, CancellationToken cancellationToken)
    {
        List<JobEvent> rows = [];
        foreach (int days in s_days)
        {
            try
            {
                rows = await ReadAsync($"time >= now() - INTERVAL '{days} days'", "ORDER BY time DESC", parameters: null, cancellationToken, mustHaveDatabase: true).ConfigureAwait(false);
            }
            catch (InfluxException exception) when (exception.Id == InfluxErrorId.QueryTooLarge && rows.Count > 0)
            {
                return rows;
            }

            if (isEnough(rows))
            {
                return rows;
            }
        }

        return rows;
    }

    // Once it is known that there is no table, nothing more is asked.
    private async Task<List<JobEvent>> ReadAsync(string condition, string order, IReadOnlyDictionary<string, object?>? parameters, CancellationToken cancellationToken, bool mustHaveDatabase = false)
    {
        var query = new InfluxQuery
        {
            Text = $"SELECT *\nFROM {SqlText.Name(JobEventLines.Measurement)}\nWHERE {condition}\n{order}".TrimEnd(),
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
