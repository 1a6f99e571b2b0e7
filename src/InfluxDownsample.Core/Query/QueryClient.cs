using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Flight;
using Apache.Arrow.Flight.Client;
using Grpc.Core;
using Grpc.Net.Client;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Query;

/// <summary>Runs queries over Arrow Flight and yields their rows as batches of columns.</summary>
public sealed class QueryClient : IDisposable
{
    private readonly ConnectionSettings _settings;
    private readonly GrpcChannel _channel;
    private readonly FlightClient _flight;

    internal QueryClient(ConnectionSettings settings)
    {
        _settings = settings;
        // gRPC knows no path: only scheme, host and port of the address count.
        _channel = GrpcChannel.ForAddress(settings.Uri.GetLeftPart(UriPartial.Authority), new GrpcChannelOptions
        {
            HttpHandler = ServerHandler.Create(settings),
            DisposeHttpClient = true,
            // One row with a long text can exceed any limit the server aims at (wire reference 1.1).
            MaxReceiveMessageSize = null,
        });
        _flight = new FlightClient(_channel);
    }

    /// <summary>Finds names that an unknown one may have been meant for; null adds none.</summary>
    internal QuerySuggestions? Suggestions { get; set; }

    /// <summary>Runs one query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="database">The database it runs in.</param>
    /// <param name="timeout">The limit for the whole answer; null for none. The server is told and enforces it too.</param>
    /// <param name="cancellationToken">Ends the query here and on the server.</param>
    /// <returns>The rows as they arrive. Empty keep-alive batches are left out; a query without rows yields nothing.</returns>
    /// <exception cref="InfluxQueryException">The server refused the query or failed while answering; rows already yielded are then not the whole result.</exception>
    public IAsyncEnumerable<PointBatch> QueryAsync(InfluxQuery query, string database, TimeSpan? timeout, CancellationToken cancellationToken)
        => QueryAsync(query, database, timeout, Suggestions, cancellationToken);

    internal async IAsyncEnumerable<PointBatch> QueryAsync(
        InfluxQuery query, string database, TimeSpan? timeout, QuerySuggestions? suggestions, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using FlightRecordBatchStreamingCall call = Start(query, database, timeout, cancellationToken);
        FlightClientRecordBatchStreamReader stream = call.ResponseStream;
        PointSchema? schema = null;
        while (await NextAsync(stream, query, database, suggestions, cancellationToken).ConfigureAwait(false))
        {
            RecordBatch batch = stream.Current;
            if (batch.Length == 0)
            {
                // A sign of life after five seconds of silence, not the end (wire reference 1.5).
                continue;
            }

            schema ??= ArrowSchemas.Read(batch.Schema, query.Tags, query.Measurement);
            yield return ArrowColumns.Read(batch, schema);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    private FlightRecordBatchStreamingCall Start(InfluxQuery query, string database, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        FlightTicket ticket = QueryTicket.Create(query, database);
        var headers = new Metadata { { "user-agent", InfluxClient.UserAgent.ToString() } };
        if (_settings.Token is not null)
        {
            // Over gRPC the scheme is Bearer on every edition (wire reference 9).
            headers.Add("authorization", "Bearer " + TokenText.Reveal(_settings.Token));
        }

        return _flight.GetStream(ticket, headers, timeout is null ? null : DateTime.UtcNow + timeout, cancellationToken);
    }

    private async Task<bool> NextAsync(
        FlightClientRecordBatchStreamReader stream, InfluxQuery query, string database, QuerySuggestions? suggestions, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNext(cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The query was stopped.", exception, cancellationToken);
        }
        catch (RpcException exception)
        {
            InfluxQueryException failure = QueryErrors.Translate(exception, query, _settings.Uri);
            throw suggestions is null ? failure : await suggestions.AddToAsync(failure, database, cancellationToken).ConfigureAwait(false);
        }
        catch (NotSupportedException exception)
        {
            throw QueryErrors.Unreadable(exception, query, _settings.Uri);
        }
        catch (NotImplementedException exception)
        {
            throw QueryErrors.Unreadable(exception, query, _settings.Uri);
        }
    }
}
