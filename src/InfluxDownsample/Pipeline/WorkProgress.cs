namespace InfluxDownsample.Pipeline;

/// <summary>Shows a progress bar while asynchronous work runs, also while that waits for a server; disposing it takes the bar away.</summary>
internal sealed class WorkProgress : IAsyncDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);

    private readonly IPipelineSink _sink;
    private readonly ProgressBar _bar;
    private readonly Func<ProgressBar, (string Status, double? Part)> _state;
    private readonly CancellationTokenSource _end = new();
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
        await _end.CancelAsync();
        await _showing;
        _end.Dispose();
    }

    private async Task ShowAsync()
    {
        using var timer = new PeriodicTimer(s_look);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
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
            // The work has ended, or the pipeline takes nothing any more.
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
