namespace InfluxDownsample.LocalServer.Query;

/// <summary>
/// Interrupts a running DuckDB query when its token is cancelled. An interrupt that arrives before DuckDB has begun is forgotten by it,
/// so the call is repeated until the query has ended.
/// </summary>
internal sealed class QueryInterrupt : IAsyncDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private readonly DuckDBCommand _command;
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenRegistration _registration;
    private Task _repeating = Task.CompletedTask;

    public QueryInterrupt(DuckDBCommand command, CancellationToken cancellationToken)
    {
        _command = command;
        _registration = cancellationToken.Register(() => _repeating = Task.Run(RepeatAsync));
    }

    public async ValueTask DisposeAsync()
    {
        await _registration.DisposeAsync();
        await _ended.CancelAsync();
        await _repeating;
        _ended.Dispose();
    }

    private async Task RepeatAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            _command.Cancel();
            await Task.Delay(s_pause, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
