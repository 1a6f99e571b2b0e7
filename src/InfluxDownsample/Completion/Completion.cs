using System.Management.Automation;
using System.Management.Automation.Language;

namespace InfluxDownsample.Completion;

/// <summary>One value that a parameter could take.</summary>
/// <param name="Value">The value.</param>
/// <param name="ToolTip">What to say about it.</param>
internal readonly record struct Completion(string Value, string ToolTip)
{
    /// <summary>What is typed for it, as it is; null types the value.</summary>
    public string? Text { get; init; }
}

/// <summary>What all completers do with their values.</summary>
internal static class Completions
{
    /// <summary>Those that begin with the word typed so far, or match its wildcards; quoted the way the word is, or where the value needs it.</summary>
    public static IEnumerable<CompletionResult> Matching(this IEnumerable<Completion> completions, string? word)
    {
        string typed = word ?? "";
        char quote = typed.Length > 0 && typed[0] is '\'' or '"' ? typed[0] : '\0';
        WildcardPattern pattern = new(typed.Trim('\'', '"') + "*", WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
        foreach (Completion completion in completions)
        {
            if (pattern.IsMatch(completion.Value))
            {
                yield return new CompletionResult(
                    completion.Text ?? Quote(completion.Value, quote), completion.Text?.Trim() ?? completion.Value, CompletionResultType.ParameterValue,
                    completion.ToolTip);
            }
        }
    }

    private static string Quote(string value, char quote)
    {
        if (quote == '"')
        {
            return "\"" + value.Replace("`", "``", StringComparison.Ordinal).Replace("$", "`$", StringComparison.Ordinal).Replace("\"", "`\"",
                StringComparison.Ordinal) + "\"";
        }

        bool plain = quote == '\0' && value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/') && value[0] != '-';
        return plain ? value : $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'";
    }
}
