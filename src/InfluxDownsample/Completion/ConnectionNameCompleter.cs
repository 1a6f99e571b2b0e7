using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using InfluxDownsample.Connections;

namespace InfluxDownsample.Completion;

/// <summary>Completes the names of registered connections; asks no server.</summary>
public sealed class ConnectionNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
        => ConnectionTable.Current.All
            .Select(connection => new Completion(connection.Name, $"{connection.Uri} {connection.Database}".TrimEnd()))
            .Matching(wordToComplete);
}
