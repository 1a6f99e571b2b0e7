namespace InfluxDownsample.LocalServer.Faults;

/// <summary>The requests a server has answered, oldest first.</summary>
public sealed class RequestLog
{
    // A rehearsal may run for days; the log must not grow for ever.
    private const int Capacity = 100_000;

    private readonly Lock _lock = new();
    private readonly Queue<LoggedRequest> _requests = new();
    private readonly List<(Func<LoggedRequest, bool> Match, TaskCompletionSource<LoggedRequest> Found)> _awaited = [];

    /// <summary>A copy of what has been logged so far.</summary>
    public IReadOnlyList<LoggedRequest> Entries
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>The first logged request that matches, once there is one: a request is logged when it has ended.</summary>
    public Task<LoggedRequest> WaitForAsync(Func<LoggedRequest, bool> match, CancellationToken cancellationToken = default)
    {
        TaskCompletionSource<LoggedRequest> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_requests.FirstOrDefault(match) is LoggedRequest logged)
            {
                return Task.FromResult(logged);
            }

            _awaited.Add((match, found));
        }

        return found.Task.WaitAsync(cancellationToken);
    }

    internal void Add(LoggedRequest request)
    {
        lock (_lock)
        {
            _requests.Enqueue(request);
            _awaited.RemoveAll(awaited => awaited.Match(request) && awaited.Found.TrySetResult(request));
            if (_requests.Count > Capacity)
            {
                _requests.Dequeue();
            }
        }
    }

    internal void Clear()
    {
        lock (_lock)
        {
            _requests.Clear();
        }
    }
}
