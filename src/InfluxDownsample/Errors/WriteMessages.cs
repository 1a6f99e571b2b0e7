using System.Management.Automation;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Write;

namespace InfluxDownsample.Errors;

/// <summary>What is said of events while points are written.</summary>
internal static class WriteMessages
{
    /// <summary>The verbose line of an event; null for one that has none.</summary>
    public static string? FindVerbose(WriteEvent happened) => happened switch
    {
        RequestConfirmedEvent request => $"{CountText.Of(request.Points, "point")} confirmed.",
        RequestRetriedEvent retried => RetryMessage.Of(retried.Retry),
        _ => null,
    };

    public static ErrorRecord Refused(LineRefusedEvent refused, object target)
        => ErrorRecords.From(new InfluxException(
            InfluxErrorId.PartialWrite, $"The server refused the line '{ErrorText.Quote(refused.Line)}': {ErrorText.Quote(refused.Error.Message)}")
        {
            Advice = ServerWords.AdviceFor(refused.Error.Message),
        }, target);
}
