using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace InfluxDownsample.Completion;

/// <summary>Completes times relative to now.</summary>
public sealed class TimeCompleter : IArgumentCompleter
{
    private static readonly Completion[] s_offered =
    [
        new("now", "this moment"),
        new("-1h", "an hour ago"),
        new("-6h", "six hours ago"),
        new("-1d", "a day ago"),
        new("-7d", "a week ago"),
        new("-30d", "thirty days ago"),
        new("-1y", "a year ago"),
    ];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
        => s_offered.Matching(wordToComplete);
}
