using System.Globalization;
using InfluxDownsample.Core.Connections;

namespace InfluxDownsample.Errors;

/// <summary>The verbose line that tells of a repetition.</summary>
internal static class RetryMessage
{
    public static string Of(RetryEvent retry)
        => string.Create(CultureInfo.InvariantCulture, $"Retry {retry.Attempt} in {retry.Delay.TotalSeconds:0.0} s: {retry.Reason}");
}
