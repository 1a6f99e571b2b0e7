namespace InfluxDownsample.Pipeline;

/// <summary>Shows a progress bar while asynchronous work runs, also while that waits for a server; disposing it takes the bar away.</summary>
internal sealed class WorkProgress : IAsyncDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    private readonly IPipelineSink _sink;
    private readonly ProgressBar _bar;
    private readonly Func<ProgressBar, (string Status, double? Part)> _state;
    // Disposed, it ends the wait for its next tick without an exception: the first one of a process takes the runtime 30 ms.
    private readonly PeriodicTimer _timer = new(s_look);
    private readonly Task _showing;

    /// <param name="sink">The pipeline.</param>
    /// <param name="bar">The bar.</param>
    /// <param name="state">How far the work is, asked beside the work.</param>
    public WorkProgress(IPipelineSink sink, ProgressBar bar, Func<ProgressBar, (string Status, double? Part)> state)
    {
        _sink = sink;
        _bar = bar;
        _state = state;
        _showing = ShowAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _showing;
    }

    private async Task ShowAsync()
    {
        try
        {
            while (await _timer.WaitForNextTickAsync())
            {
                if (_bar.IsDue)
                {
                    (string status, double? part) = _state(_bar);
                    await _sink.ProgressAsync(_bar.Next(status, part));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The pipeline takes nothing any more.
        }

        if (_bar.IsShown)
        {
            try
            {
                await _sink.ProgressAsync(_bar.Done());
            }
            catch (OperationCanceledException)
            {
                // With the pipeline its bars go.
            }
        }
    }
}
