using System.Diagnostics;
using InfluxDownsample.Core.Errors;
using Polly;
using Polly.Retry;

namespace InfluxDownsample.Core.Connections;

/// <summary>
/// When and how long to try again, for queries and writes alike: only failures that may pass by themselves, after a random wait below a bound that
/// doubles each time (so that many clients do not come back together), or after what the server asks for.
/// </summary>
internal sealed record RetryPolicy
{
    /// <summary>How many times to try again.</summary>
    public int MaxRetry { get; init; } = 5;

    /// <summary>The bound of the first wait.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The bound that no wait exceeds, unless the server asks for more.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>No new try begins later than this after the first one.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Runs the work, again where that may help.</summary>
    /// <param name="work">One try.</param>
    /// <param name="shouldRetry">Whether a failure may pass.</param>
    /// <param name="onRetry">Hears of each wait before it begins.</param>
    /// <param name="cancellationToken">Ends work and waits.</param>
    public async Task ExecuteAsync(
        Func<CancellationToken, ValueTask> work, Func<InfluxException, bool> shouldRetry, Func<RetryEvent, ValueTask> onRetry,
            CancellationToken cancellationToken)
    {
        if (MaxRetry == 0)
        {
            await work(cancellationToken).ConfigureAwait(false);
            return;
        }

        long start = Stopwatch.GetTimestamp();
        ResiliencePipeline pipeline = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<InfluxException>(failure => shouldRetry(failure) && Stopwatch.GetElapsedTime(start) < Budget),
            MaxRetryAttempts = MaxRetry,
            DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(WaitBefore(arguments.AttemptNumber, arguments.Outcome.Exception)),
            OnRetry = arguments => onRetry(new RetryEvent(arguments.AttemptNumber + 1, arguments.RetryDelay, arguments.Outcome.Exception?.Message ?? "")),
        }).Build();
        await pipeline.ExecuteAsync(work, cancellationToken).ConfigureAwait(false);
    }

    private TimeSpan WaitBefore(int attempt, Exception? failure)
    {
        if ((failure as InfluxWriteException)?.RetryAfter is { } asked)
        {
            return asked;
        }

        double bound = Math.Min(MaxDelay.Ticks, Delay.Ticks * Math.Pow(2, attempt));
        return TimeSpan.FromTicks((long)(bound * Random.Shared.NextDouble()));
    }
}
