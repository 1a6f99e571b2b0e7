using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace InfluxDownsample.Completion;

/// <summary>Completes durations.</summary>
public sealed class DurationCompleter : IArgumentCompleter
{
    private static readonly Completion[] s_offered =
    [
        new("1m", "a minute"),
        new("5m", "five minutes"),
        new("10m", "ten minutes"),
        new("15m", "a quarter of an hour"),
        new("20m", "twenty minutes"),
        new("30m", "half an hour"),
        new("1h", "an hour"),
        new("6h", "six hours"),
        new("12h", "half a day"),
        new("1d", "a day, in the time zone where one is given"),
        new("1w", "a week from Monday"),
        new("30d", "thirty days"),
        new("1mo", "a month of the calendar"),
        new("1q", "a quarter of a year"),
        new("1y", "a year of the calendar"),
    ];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
        => s_offered.Matching(wordToComplete);
}
