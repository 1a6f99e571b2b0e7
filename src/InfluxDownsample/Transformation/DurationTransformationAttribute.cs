using System.Globalization;
using System.Management.Automation;

namespace InfluxDownsample.Transformation;

/// <summary>
/// Makes a duration parameter take text as it was typed, and <see cref="TimeSpan"/>, also as text such as <c>01:30:00</c>. PowerShell reads <c>1d</c>,
/// <c>30s</c>, <c>1y</c> as numbers with a type suffix; the text is kept beside the number and is what counts here. What the text means, and whether it is
/// right, is for the cmdlet to say: a failure here could not carry the error id that scripts expect.
/// </summary>
public sealed class DurationTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => inputData switch
    {
        // As a CSV file holds a TimeSpan.
        string text when AsTimeSpan(text) is { } span => Text(span),
        PSObject { BaseObject: string text } when AsTimeSpan(text) is { } span => Text(span),
        // Of a number typed without quotes, ToString gives the text as typed.
        PSObject { BaseObject: not TimeSpan } typed => typed.ToString(),
        PSObject { BaseObject: TimeSpan span } => Text(span),
        TimeSpan span => Text(span),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => inputData,
    };

    private static TimeSpan? AsTimeSpan(string text)
        => text.Contains(':') && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out TimeSpan span) ? span : null;

    // In the largest unit that leaves nothing over.
    private static string Text(TimeSpan span)
    {
        (long ticks, string unit) = span.Ticks switch
        {
            long all when all % TimeSpan.TicksPerDay == 0 && all != 0 => (TimeSpan.TicksPerDay, "d"),
            long all when all % TimeSpan.TicksPerHour == 0 && all != 0 => (TimeSpan.TicksPerHour, "h"),
            long all when all % TimeSpan.TicksPerMinute == 0 && all != 0 => (TimeSpan.TicksPerMinute, "m"),
            long all when all % TimeSpan.TicksPerSecond == 0 => (TimeSpan.TicksPerSecond, "s"),
            long all when all % TimeSpan.TicksPerMillisecond == 0 => (TimeSpan.TicksPerMillisecond, "ms"),
            long all when all % TimeSpan.TicksPerMicrosecond == 0 => (TimeSpan.TicksPerMicrosecond, "us"),
            _ => (0, "ns"),
        };
        Int128 count = ticks == 0 ? (Int128)span.Ticks * TimeSpan.NanosecondsPerTick : span.Ticks / ticks;
        return string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
    }
}
