using InfluxDownsample.Core.Connections;

namespace InfluxDownsample.Core.Query;

/// <summary>How queries reach one server: one set of HTTP/2 connections for all of them, with the settings' TLS and proxy.</summary>
internal sealed class QueryConnections : IDisposable
{
    private readonly ConnectionSettings _settings;
    private readonly SocketsHttpHandler _sockets;

    public QueryConnections(ConnectionSettings settings)
    {
        _settings = settings;
        // gRPC knows no path: only scheme, host and port of the address count.
        Address = settings.Uri.GetLeftPart(UriPartial.Authority);
        _sockets = ServerHandler.Create(settings);
        Http = With(new Dictionary<string, object?>());
    }

    public string Address { get; }

    /// <summary>For queries that the official client can send alone.</summary>
    public HttpClient Http { get; }

    /// <summary>The same connections for one query whose ticket gets these parameters as well.</summary>
    public HttpClient With(IReadOnlyDictionary<string, object?> parameters)
        // A base address and no token of the client's own: it would write both into what is shared.
        => new(new QueryHandler(_sockets, parameters), disposeHandler: false) { BaseAddress = new Uri(Address), Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>What a query says beside its ticket. Over gRPC the scheme is Bearer on every edition (wire reference 9).</summary>
    public Dictionary<string, string> Headers()
        => _settings.Token is null ? [] : new() { ["authorization"] = "Bearer " + TokenText.Reveal(_settings.Token) };

    /// <inheritdoc/>
    public void Dispose()
    {
        Http.Dispose();
        _sockets.Dispose();
    }
}
