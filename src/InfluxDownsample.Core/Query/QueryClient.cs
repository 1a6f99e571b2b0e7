using System.Runtime.CompilerServices;
using Grpc.Core;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Points.Arrow;

namespace InfluxDownsample.Core.Query;

/// <summary>Runs queries over Arrow Flight and yields their rows as batches of columns.</summary>
public sealed class QueryClient : IDisposable
{
    // A person may be waiting: a moment's trouble is waited out, a server that stays away is said soon.
    private static readonly RetryPolicy s_retry = new() { MaxRetry = 3, Delay = TimeSpan.FromMilliseconds(500) };
    private static readonly RetryPolicy s_once = new() { MaxRetry = 0 };

    private readonly Uri _server;
    private readonly QueryConnections _connections;
    private readonly RetryPolicy _retry;
    private readonly bool _ownsConnections;
    private volatile bool _hasAnswered;
    private long _retries;

    internal QueryClient(ConnectionSettings settings)
    {
        _server = settings.Uri;
        _connections = new QueryConnections(settings);
        _retry = s_retry;
        _ownsConnections = true;
    }

    private QueryClient(QueryClient other, RetryPolicy retry)
    {
        _server = other._server;
        _connections = other._connections;
        _retry = retry;
        _hasAnswered = other._hasAnswered;
        Suggestions = other.Suggestions;
    }

    /// <summary>Finds names that an unknown one may have been meant for; null adds none.</summary>
    internal QuerySuggestions? Suggestions { get; set; }

    /// <summary>How many queries have been asked again so far.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>Runs one query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="database">The database it runs in.</param>
    /// <param name="timeout">The limit for the whole answer; null for none. The server is told and enforces it too.</param>
    /// <param name="cancellationToken">Ends the query here and on the server.</param>
    /// <returns>The rows as they arrive. Empty keep-alive batches are left out; a query without rows yields nothing.</returns>
    /// <exception cref="InfluxQueryException">The server refused the query or failed while answering; rows already yielded are then not the whole
    /// result.</exception>
    public IAsyncEnumerable<PointBatch> QueryAsync(InfluxQuery query, string database, TimeSpan? timeout, CancellationToken cancellationToken)
        => StreamAsync(new QueryCall(query, database, timeout, Suggestions, _retry), static _ => ValueTask.CompletedTask, cancellationToken);

    /// <summary>
    /// Runs one query and tells when it is asked again. That happens only before the first row: a server that is starting or overloaded may answer later.
    /// </summary>
    /// <inheritdoc cref="QueryAsync(InfluxQuery, string, TimeSpan?, CancellationToken)"/>
    /// <param name="query">The query.</param>
    /// <param name="database">The database it runs in.</param>
    /// <param name="timeout">The limit for the whole answer of one try; null for none.</param>
    /// <param name="onRetry">Hears of each repetition before its wait.</param>
    /// <param name="cancellationToken">Ends the query here and on the server.</param>
    public IAsyncEnumerable<PointBatch> QueryAsync(
        InfluxQuery query, string database, TimeSpan? timeout, Func<RetryEvent, ValueTask> onRetry, CancellationToken cancellationToken)
        => StreamAsync(new QueryCall(query, database, timeout, Suggestions, _retry), onRetry, cancellationToken);

    /// <summary>The same client with another patience, on the same connections, which stay with this one.</summary>
    internal QueryClient Retrying(RetryPolicy retry) => new(this, retry);

    /// <summary>Runs a query whose answer is small and gives all of it. An answer that breaks off is asked for again as well.</summary>
    /// <exception cref="InfluxQueryException">The server refused the query, or kept failing.</exception>
    internal Task<IReadOnlyList<PointBatch>> ReadAsync(InfluxQuery query, string database, TimeSpan? timeout, CancellationToken cancellationToken)
        => ReadAsync(query, database, timeout, Suggestions, cancellationToken);

    /// <inheritdoc cref="ReadAsync(InfluxQuery, string, TimeSpan?, CancellationToken)"/>
    internal async Task<IReadOnlyList<PointBatch>> ReadAsync(
        InfluxQuery query, string database, TimeSpan? timeout, QuerySuggestions? suggestions, CancellationToken cancellationToken)
    {
        List<PointBatch> batches = [];
        var asked = new QueryCall(query, database, timeout, suggestions, s_once);
        await _retry.ExecuteAsync(
            async token =>
            {
                batches.Clear();
                await foreach (PointBatch batch in StreamAsync(asked, static _ => ValueTask.CompletedTask, token).ConfigureAwait(false))
                {
                    batches.Add(batch);
                }
            },
            MayPass,
            CountRetry,
            cancellationToken).ConfigureAwait(false);
        return batches;
    }

    /// <summary>Asks once, to find out what works.</summary>
    internal IAsyncEnumerable<PointBatch> ProbeAsync(InfluxQuery query, string database, TimeSpan? timeout, CancellationToken cancellationToken)
        => StreamAsync(new QueryCall(query, database, timeout, Suggestions, s_once), static _ => ValueTask.CompletedTask, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsConnections)
        {
            _connections.Dispose();
        }
    }

    private async IAsyncEnumerable<PointBatch> StreamAsync(
        QueryCall asked, Func<RetryEvent, ValueTask> onRetry, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RunningQuery? opened = null;
        await asked.Retry.ExecuteAsync(
            async _ =>
            {
                opened = await OpenAsync(asked, cancellationToken).ConfigureAwait(false);
            },
            MayPass,
            async again =>
            {
                await CountRetry(again).ConfigureAwait(false);
                await onRetry(again).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        _hasAnswered = true;
        RunningQuery running = opened!;
        await using ConfiguredAsyncDisposable end = running.ConfigureAwait(false);
        PointSchema? schema = null;
        long rows = 0;
        for (; running.Current is { } batch; await ContinueAsync(running, asked, rows, cancellationToken).ConfigureAwait(false))
        {
            rows += batch.Length;
            if (batch.Length == 0)
            {
                // A sign of life after five seconds of silence, not the end (wire reference 1.5).
                continue;
            }

            schema ??= ArrowSchemas.Read(batch.Schema, asked.Query.Tags, asked.Query.Measurement, new PointOrigin(ServerAddress.Of(_server), asked.Database));
            PointBatch read = ArrowColumns.Read(batch, schema);
            schema = read.Schema;
            yield return read;
        }
    }

    private ValueTask CountRetry(RetryEvent again)
    {
        Interlocked.Increment(ref _retries);
        return ValueTask.CompletedTask;
    }

    private async Task<RunningQuery> OpenAsync(QueryCall asked, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var running = new RunningQuery(_connections, asked.Query, asked.Database, asked.Timeout, cancellationToken);
        try
        {
            await NextAsync(running, asked, hasAnswered: false, cancellationToken).ConfigureAwait(false);
            return running;
        }
        catch
        {
            await running.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // A host that was never reached is said at once; it is more likely misspelt than starting.
    private bool MayPass(InfluxException failure) => failure.IsTransient && (_hasAnswered || !TransportFailure.IsUnreached(failure));

    private async Task ContinueAsync(RunningQuery running, QueryCall asked, long rows, CancellationToken cancellationToken)
    {
        try
        {
            await NextAsync(running, asked, hasAnswered: true, cancellationToken).ConfigureAwait(false);
        }
        catch (InfluxQueryException failure) when (failure.Id == InfluxErrorId.ConnectionFailed)
        {
            throw QueryErrors.BrokenOff(failure, rows);
        }
    }

    private async Task NextAsync(RunningQuery running, QueryCall asked, bool hasAnswered, CancellationToken cancellationToken)
    {
        try
        {
            await running.MoveNextAsync().ConfigureAwait(false);
        }
        catch (RpcException exception)
        {
            InfluxQueryException failure = QueryErrors.Translate(exception, asked.Query, asked.Database, _server, hasAnswered);
            throw asked.Suggestions is null ? failure : await asked.Suggestions.AddToAsync(failure, asked.Database, cancellationToken).ConfigureAwait(false);
        }
        catch (NotSupportedException exception)
        {
            throw QueryErrors.Unreadable(exception, asked.Query, _server);
        }
        catch (NotImplementedException exception)
        {
            throw QueryErrors.Unreadable(exception, asked.Query, _server);
        }
    }

    private sealed record QueryCall(InfluxQuery Query, string Database, TimeSpan? Timeout, QuerySuggestions? Suggestions, RetryPolicy Retry);
}
