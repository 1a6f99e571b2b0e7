using InfluxDownsample.Core.Errors;

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
    public Task ExecuteAsync(
        Func<CancellationToken, ValueTask> work, Func<InfluxException, bool> shouldRetry, Func<RetryEvent, ValueTask> onRetry,
            CancellationToken cancellationToken)
        => new RetriedCall(this, work, shouldRetry, onRetry).ExecuteAsync(cancellationToken);

    /// <summary>How long to wait after a failure.</summary>
    /// <param name="attempt">How many tries have been made again so far.</param>
    /// <param name="failure">What went wrong; the server may have said when to come back.</param>
    public TimeSpan WaitBefore(int attempt, Exception? failure)
    {
        if ((failure as InfluxWriteException)?.RetryAfter is { } asked)
        {
            return asked;
        }

        double bound = Math.Min(MaxDelay.Ticks, Delay.Ticks * Math.Pow(2, attempt));
        return TimeSpan.FromTicks((long)(bound * Random.Shared.NextDouble()));
    }
}
