namespace InfluxDownsample.LocalServer.Faults;

/// <summary>The requests a server has answered, oldest first.</summary>
public sealed class RequestLog
{
    // A rehearsal may run for days; the log must not grow for ever.
    private const int Capacity = 100_000;

    private readonly Lock _lock = new();
    private readonly Queue<LoggedRequest> _requests = new();
    private TaskCompletionSource _added = NewSignal();

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
    public async Task<LoggedRequest> WaitForAsync(Func<LoggedRequest, bool> match, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task added;
            lock (_lock)
            {
                if (_requests.FirstOrDefault(match) is LoggedRequest found)
                {
                    return found;
                }

                added = _added.Task;
            }

            await added.WaitAsync(cancellationToken);
        }
    }

    internal void Add(LoggedRequest request)
    {
        TaskCompletionSource added;
        lock (_lock)
        {
            _requests.Enqueue(request);
            if (_requests.Count > Capacity)
            {
                _requests.Dequeue();
            }

            added = _added;
            _added = NewSignal();
        }

        added.SetResult();
    }

    internal void Clear()
    {
        lock (_lock)
        {
            _requests.Clear();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
