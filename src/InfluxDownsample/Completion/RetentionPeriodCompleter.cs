using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace InfluxDownsample.Completion;

/// <summary>Completes how long rows are kept.</summary>
public sealed class RetentionPeriodCompleter : IArgumentCompleter
{
    private static readonly Completion[] s_offered =
    [
        new("None", "for ever"),
        new("1d", "a day"),
        new("7d", "a week"),
        new("30d", "thirty days"),
        new("90d", "ninety days"),
        new("1y", "a year of 365 days"),
    ];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
        => s_offered.Matching(wordToComplete);
}
