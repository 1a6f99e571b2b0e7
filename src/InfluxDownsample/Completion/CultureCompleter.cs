using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace InfluxDownsample.Completion;

/// <summary>Completes the names of cultures, also by the language's or region's English name.</summary>
public sealed class CultureCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        CultureInfo[] cultures = [.. CultureInfo.GetCultures(CultureTypes.SpecificCultures)
            .Where(static culture => culture.Name.Length > 0).OrderBy(static culture => culture.Name, StringComparer.Ordinal)];
        CompletionResult[] found = [.. Of(cultures).Matching(wordToComplete)];
        string word = (wordToComplete ?? "").Trim('\'', '"');
        return found.Length > 0 || word.Length == 0 ? found
            : Of(cultures.Where(culture => culture.EnglishName.Contains(word, StringComparison.OrdinalIgnoreCase))).Matching("*");
    }

    private static IEnumerable<Completion> Of(IEnumerable<CultureInfo> cultures)
        => cultures.Select(static culture => new Completion(culture.Name, culture.EnglishName));
}
