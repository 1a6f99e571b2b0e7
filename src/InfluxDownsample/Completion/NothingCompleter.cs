using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace InfluxDownsample.Completion;

/// <summary>Offers nothing, for values that nobody can know. Without a completer PowerShell offers the names of files.</summary>
public sealed class NothingCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) => [];
}
