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
        _ => null,
    };

    /// <summary>The error about a line that the server refused.</summary>
    /// <param name="refused">What it said of which line.</param>
    /// <param name="target">What the error is about.</param>
    /// <param name="place">Where the line is from, with what stands before the message; empty where the target tells.</param>
    public static ErrorRecord Refused(LineRefusedEvent refused, object target, string place = "")
        => ErrorRecords.From(new InfluxException(
            InfluxErrorId.PartialWrite, $"{place}The server refused the line '{ErrorText.Quote(refused.Line)}': {ErrorText.Quote(refused.Error.Message)}")
        {
            Advice = ServerWords.AdviceFor(refused.Error.Message),
        }, target);
}
