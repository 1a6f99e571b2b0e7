using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace InfluxDownsample.Completion;

/// <summary>Completes the IANA names of time zones, also by the city alone.</summary>
public sealed class TimeZoneCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        Completion[] zones = [.. TimeZones.Names.Select(name => new Completion(name, $"time zone {name}"))];
        CompletionResult[] found = [.. zones.Matching(wordToComplete)];
        return found.Length > 0 || string.IsNullOrEmpty(wordToComplete) ? found : zones.Matching("*/" + wordToComplete.Trim('\'', '"'));
    }
}
