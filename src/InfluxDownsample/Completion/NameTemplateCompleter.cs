using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace InfluxDownsample.Completion;

/// <summary>Completes the patterns of the names of fields.</summary>
public sealed class NameTemplateCompleter : IArgumentCompleter
{
    private static readonly Completion[] s_offered =
    [
        new("{field}_{function}", "such as temperature_mean"),
        new("{function}_{field}", "such as mean_temperature"),
        new("{field}", "the field's own name, where it has one function"),
    ];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
        => s_offered.Matching(wordToComplete);
}
