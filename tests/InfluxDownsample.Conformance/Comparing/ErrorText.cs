using System.Text.RegularExpressions;

namespace InfluxDownsample.Conformance.Comparing;

/// <summary>Compares what servers say when they refuse.</summary>
internal static partial class ErrorText
{
    public static void Compare(string? left, string? right, List<Difference> found)
    {
        if (left == right)
        {
            return;
        }

        bool suffix = left is not null && right is not null && SameStart(Core(left), Core(right));
        found.Add(new Difference(suffix ? "error-suffix" : "error-text", Shape(left, right), $"{AnswerComparer.Short(left)} → {AnswerComparer.Short(right)}", Benign: suffix));
    }

    /// <summary>Both texts without the names and numbers in them.</summary>
    public static string Shape(string? left, string? right) => $"{Shape(left)} → {Shape(right)}";

    private static string Shape(string? text) =>
        text is null ? "nothing" : AnswerComparer.Short(Numbers().Replace(Quoted().Replace(text, "'…'"), "#"), 110);

    // Suggestions and positions come and go between versions.
    private static string Core(string text) => Suggestion().Replace(text, "").TrimEnd('.', ' ', '\n');

    private static bool SameStart(string left, string right)
    {
        int shorter = Math.Min(left.Length, right.Length);
        return shorter >= 12 && string.CompareOrdinal(left, 0, right, 0, shorter) == 0;
    }

    [GeneratedRegex("'[^']*'|\"[^\"]*\"|`[^`]*`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"(\.? *Valid fields are .*| *Did you mean .*| at Line: \d+, Column:? \d+| *Candidate functions:.*)", RegexOptions.Singleline)]
    private static partial Regex Suggestion();
}
