using Apache.Arrow;
using InfluxDB3.Client;
using InfluxDB3.Client.Config;
using InfluxDB3.Client.Query;

namespace InfluxDownsample.Core.Query;

/// <summary>
/// One query on its way. It has an official client of its own, over the connections that all share: that client takes no cancellation token,
/// but disposing it ends its query here and on the server, and no other one.
/// </summary>
internal sealed class RunningQuery : IAsyncDisposable
{
    private readonly HttpClient? _withParameters;
    private readonly InfluxDBClient _client;
    private readonly IAsyncEnumerator<RecordBatch> _batches;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenRegistration _stop;

    /// <param name="connections">Where queries go out.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="database">The database it runs in.</param>
    /// <param name="timeout">The limit for the whole answer, which the server is told; null for none.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public RunningQuery(QueryConnections connections, InfluxQuery query, string database, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        QueryParameters parameters = QueryParameters.Of(query.Parameters);
        _withParameters = parameters.Exact.Count > 0 ? connections.With(parameters.Exact) : null;
        var config = new ClientConfig { Host = connections.Address, HttpClient = _withParameters ?? connections.Http };
        // One row with a long text can exceed any limit the server aims at (wire reference 1.1).
        config.QueryOptions.MaxReceiveMessageSize = null;
        _client = new InfluxDBClient(config);
        _batches = _client.QueryBatches(
            QueryParameters.WellFormed(query.Text),
            query.Language == QueryLanguage.Sql ? QueryType.SQL : QueryType.InfluxQL,
            database,
            parameters.Bound,
            connections.Headers(),
            timeout).GetAsyncEnumerator(CancellationToken.None);
        _cancellationToken = cancellationToken;
        _stop = cancellationToken.Register(static client => ((InfluxDBClient)client!).Dispose(), _client);
    }

    /// <summary>The batch that the last step came to; null at the end.</summary>
    public RecordBatch? Current { get; private set; }

    /// <summary>Goes on to the next batch, or to the end.</summary>
    public async Task MoveNextAsync()
    {
        try
        {
            bool hasBatch = await _batches.MoveNextAsync().ConfigureAwait(false);
            _cancellationToken.ThrowIfCancellationRequested();
            Current = hasBatch ? _batches.Current : null;
        }
        catch (Exception exception) when (_cancellationToken.IsCancellationRequested && exception is not OperationCanceledException)
        {
            // The moment decides which one it is: a status of gRPC, or that the client is disposed. It is left out, for its call carries the request's headers.
            throw new OperationCanceledException("The query was stopped.", _cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.DisposeAsync().ConfigureAwait(false);
        await _batches.DisposeAsync().ConfigureAwait(false);
        _client.Dispose();
        _withParameters?.Dispose();
    }
}
