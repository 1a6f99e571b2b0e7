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
    private static readonly ResiliencePropertyKey<Call> s_call = new("call");
    private static readonly ResiliencePipeline s_pipeline = Build();

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

        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        try
        {
            context.Properties.Set(s_call, new Call(this, shouldRetry, onRetry, Stopwatch.GetTimestamp()));
            await s_pipeline.ExecuteAsync(static (context, work) => work(context.CancellationToken), context, work).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    // One for all calls: what differs between them goes along.
    private static ResiliencePipeline Build() => new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
    {
        MaxRetryAttempts = int.MaxValue,
        ShouldHandle = static arguments => ValueTask.FromResult(
            arguments.Outcome.Exception is InfluxException failure && CallOf(arguments.Context).MayRetry(failure, arguments.AttemptNumber)),
        DelayGenerator = static arguments => ValueTask.FromResult<TimeSpan?>(
            CallOf(arguments.Context).Policy.WaitBefore(arguments.AttemptNumber, arguments.Outcome.Exception)),
        OnRetry = static arguments => CallOf(arguments.Context).OnRetry(
            new RetryEvent(arguments.AttemptNumber + 1, arguments.RetryDelay, arguments.Outcome.Exception?.Message ?? "")),
    }).Build();

    private static Call CallOf(ResilienceContext context) => context.Properties.GetValue(s_call, null!);

    private TimeSpan WaitBefore(int attempt, Exception? failure)
    {
        if ((failure as InfluxWriteException)?.RetryAfter is { } asked)
        {
            return asked;
        }

        double bound = Math.Min(MaxDelay.Ticks, Delay.Ticks * Math.Pow(2, attempt));
        return TimeSpan.FromTicks((long)(bound * Random.Shared.NextDouble()));
    }

    private sealed record Call(RetryPolicy Policy, Func<InfluxException, bool> ShouldRetry, Func<RetryEvent, ValueTask> OnRetry, long Start)
    {
        public bool MayRetry(InfluxException failure, int attempt)
            => attempt < Policy.MaxRetry && ShouldRetry(failure) && Stopwatch.GetElapsedTime(Start) < Policy.Budget;
    }
}
