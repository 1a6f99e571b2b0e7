using System.Globalization;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Write.Files;

namespace InfluxDownsample.Core.Write;

/// <summary>How points are put into requests and requests on the wire.</summary>
public sealed record WriteOptions
{
    /// <summary>The most points in one request.</summary>
    public int BatchSize { get; init; } = 5000;

    /// <summary>A request is sent before its unpacked body grows beyond this many bytes.</summary>
    public int BatchBytes { get; init; } = WriteLimits.MaxRequestBytes - (1024 * 1024);

    /// <summary>A request that has waited this long for more points is sent as it is.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Tells the age.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How many times a request is sent again that may succeed later.</summary>
    public int MaxRetry { get; init; } = 5;

    /// <summary>How many requests are under way at once. Points of one series never overtake each other.</summary>
    public int ThrottleLimit { get; init; } = 2;

    /// <summary>The limit for one try; null takes the connection's.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The bound of the wait before the first repetition; it doubles each time, and the wait is a random part of it.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two tries.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>No try begins later than this after a request's first one.</summary>
    public TimeSpan RetryBudget { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Gets every line that is not stored; null keeps none.</summary>
    internal RejectedFile? RejectedLines { get; init; }

    /// <summary>Gives the object that an error is about for a line's source; null takes the source's input.</summary>
    internal Func<LineSource, object?>? DescribeInput { get; init; }

    /// <summary>What confirmed points are said to be part of, with a space before it; empty for the whole call.</summary>
    public string OfSource { get; init; } = "";

    /// <summary>Whether who calls may say <c>-AcceptPartial</c>, so that a refusal may advise it.</summary>
    public bool OffersPartial { get; init; }

    /// <summary>Count points of one series and one time.</summary>
    internal bool CountRepeated { get; init; }

    /// <summary>Make the requests but send none.</summary>
    public bool IsRehearsal { get; init; }

    /// <summary>Checks the values.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>.</exception>
    public void Validate()
    {
        Require(BatchSize is >= 1 and <= 1_000_000, $"-BatchSize is {Text(BatchSize)}. The batch size must be from 1 to 1000000.", nameof(BatchSize));
        Require(BatchBytes is >= 1 and <= WriteLimits.MaxRequestBytes, $"A batch cannot have more than {WriteLimits.MaxRequestBytes} bytes.",
            nameof(BatchBytes));
        Require(MaxRetry is >= 0 and <= 100, $"-MaxRetry is {Text(MaxRetry)}. The number of retries must be from 0 to 100.", nameof(MaxRetry));
        Require(ThrottleLimit is >= 1 and <= 64, $"-ThrottleLimit is {Text(ThrottleLimit)}. The throttle limit must be from 1 to 64.", nameof(ThrottleLimit));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Require(bool condition, string message, string name)
    {
        if (!condition)
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter, message) { Target = name };
        }
    }
}
