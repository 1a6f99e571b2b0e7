using System.Globalization;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Pipeline;

/// <summary>That a request waits before it is sent again, for the progress bar. Noted on any thread.</summary>
internal sealed class RetryWait
{
    private (RetryEvent Retry, long Until)? _waits;
    private readonly object _lock = new();

    /// <summary>Notes a wait that begins.</summary>
    public void Note(RetryEvent retry)
    {
        lock (_lock)
        {
            _waits = (retry, Environment.TickCount64 + (long)retry.Delay.TotalMilliseconds);
        }
    }

    /// <summary>What is waited for; null when nothing is.</summary>
    public string? Status
    {
        get
        {
            lock (_lock)
            {
                return _waits is { } wait && wait.Until > Environment.TickCount64
                    ? string.Create(CultureInfo.InvariantCulture,
                        $"retry {wait.Retry.Attempt} in {Math.Ceiling((wait.Until - Environment.TickCount64) / 1000.0):0} s: "
                            + $"{ErrorText.Shorten(wait.Retry.Reason, 120)}")
                    : null;
            }
        }
    }
}
