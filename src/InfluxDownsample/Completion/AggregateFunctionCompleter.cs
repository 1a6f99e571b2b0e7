using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using InfluxDownsample.Core.Downsampling;

namespace InfluxDownsample.Completion;

/// <summary>Completes the names of aggregate functions.</summary>
public sealed class AggregateFunctionCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
        => AggregateFunction.Names
            .Select(name => new Completion(name, name == "rollup" ? "count, sum, min and max: what the next tier needs to be exact"
                : $"{name} of a field's values in a window"))
            .Matching(wordToComplete);
}
