using InfluxDownsample.LocalServer.Faults;

namespace InfluxDownsample.LocalServer;

/// <summary>A running local server.</summary>
public sealed class LocalServerHost : IAsyncDisposable
{
    private LocalServerHost(Uri address, RequestLog requests, FaultSettings faults)
    {
        Address = address;
        Requests = requests;
        Faults = faults;
    }

    /// <summary>Where it listens, for example <c>http://127.0.0.1:8181/</c>.</summary>
    public Uri Address { get; }

    /// <summary>Every request since the start.</summary>
    public RequestLog Requests { get; }

    /// <summary>What the server is told to do wrong.</summary>
    public FaultSettings Faults { get; }

    public static Task<LocalServerHost> StartAsync(LocalServerOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(new LocalServerHost(new Uri("http://127.0.0.1/"), new RequestLog(), new FaultSettings()));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
