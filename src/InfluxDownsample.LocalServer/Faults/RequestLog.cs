using System.Collections.Concurrent;

namespace InfluxDownsample.LocalServer.Faults;

/// <summary>The requests a server has answered, oldest first.</summary>
public sealed class RequestLog
{
    // A rehearsal may run for days; the log must not grow for ever.
    private const int Capacity = 100_000;

    private readonly ConcurrentQueue<LoggedRequest> _requests = new();

    /// <summary>A copy of what has been logged so far.</summary>
    public IReadOnlyList<LoggedRequest> Entries => [.. _requests];

    internal void Add(LoggedRequest request)
    {
        _requests.Enqueue(request);
        while (_requests.Count > Capacity && _requests.TryDequeue(out _))
        {
        }
    }

    internal void Clear() => _requests.Clear();
}
