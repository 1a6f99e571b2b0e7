using System.Diagnostics;
using InfluxDownsample.Core.Errors;
using Polly;
using Polly.Retry;

namespace InfluxDownsample.Core.Connections;

/// <summary>A call under a <see cref="RetryPolicy"/>.</summary>
/// <param name="policy">How often and when.</param>
/// <param name="work">One try.</param>
/// <param name="shouldRetry">Whether a failure may pass.</param>
/// <param name="onRetry">Hears of each wait before it begins.</param>
internal sealed class RetriedCall(
    RetryPolicy policy, Func<CancellationToken, ValueTask> work, Func<InfluxException, bool> shouldRetry, Func<RetryEvent, ValueTask> onRetry)
{
    private readonly long _start = Stopwatch.GetTimestamp();

    // What the first try ended with, until Polly has been told.
    private InfluxException? _firstFailure;

    /// <summary>Runs the call until it succeeds or may not be tried again.</summary>
    /// <param name="cancellationToken">Ends work and waits.</param>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await work(cancellationToken).ConfigureAwait(false);
            return;
        }
        catch (InfluxException failure) when (MayRetry(failure, 0))
        {
            _firstFailure = failure;
        }

        await RepeatAsync(cancellationToken).ConfigureAwait(false);
    }

    // Apart, because most calls succeed at once, and loading Polly takes a tenth of what a script waits for its first row.
    private async Task RepeatAsync(CancellationToken cancellationToken)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        try
        {
            context.Properties.Set(Repetition.Call, this);
            await Repetition.Pipeline.ExecuteAsync(static (context, call) => call.TryAsync(context.CancellationToken), context, this).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private ValueTask TryAsync(CancellationToken cancellationToken)
    {
        (InfluxException? known, _firstFailure) = (_firstFailure, null);
        return known is null ? work(cancellationToken) : ValueTask.FromException(known);
    }

    private bool MayRetry(InfluxException failure, int attempt)
        => attempt < policy.MaxRetry && shouldRetry(failure)
            && Stopwatch.GetElapsedTime(_start) + ((failure as InfluxWriteException)?.RetryAfter ?? TimeSpan.Zero) < policy.Budget;

    private TimeSpan Wait(int attempt, Exception? failure) => policy.WaitBefore(attempt, failure);

    private ValueTask Announce(RetryEvent again) => onRetry(again);

    // One for all calls: what differs between them goes along.
    private static class Repetition
    {
        public static readonly ResiliencePropertyKey<RetriedCall> Call = new("call");

        public static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            ShouldHandle = static arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is InfluxException failure && CallOf(arguments.Context).MayRetry(failure, arguments.AttemptNumber)),
            DelayGenerator = static arguments => ValueTask.FromResult<TimeSpan?>(
                CallOf(arguments.Context).Wait(arguments.AttemptNumber, arguments.Outcome.Exception)),
            OnRetry = static arguments => CallOf(arguments.Context).Announce(
                new RetryEvent(arguments.AttemptNumber + 1, arguments.RetryDelay, arguments.Outcome.Exception?.Message ?? "")),
        }).Build();

        private static RetriedCall CallOf(ResilienceContext context) => context.Properties.GetValue(Call, null!);
    }
}
