using System.Text.RegularExpressions;

namespace InfluxDownsample.Help;

/// <summary>A heading's text, what stands under it, and the parts with headings one level deeper.</summary>
internal sealed partial record PageSection(string Title, string Body, IReadOnlyList<PageSection> Parts)
{
    /// <summary>The paragraphs, without the marks that only Markdown needs.</summary>
    public IEnumerable<string> Paragraphs => ParagraphsOf(Body);

    /// <summary>The names of the links.</summary>
    public IEnumerable<string> Links => Link().Matches(Body).Select(link => link.Groups[1].Value);

    public static PageSection Read(string text, string partHeading)
    {
        string[] pieces = ("\n" + text).Split("\n" + partHeading);
        (string title, string body) = TitleAndBody(pieces[0].TrimStart('\n'));
        return new PageSection(title, body, [.. pieces.Skip(1).Select(TitleAndBody).Select(part => new PageSection(part.Title, part.Body, []))]);
    }

    public static IEnumerable<string> ParagraphsOf(string text) => text
        .Split("\n\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(paragraph => Plain(paragraph).Replace('\n', ' '));

    /// <summary>The text without code marks, and of each link its name.</summary>
    public static string Plain(string text) => Link().Replace(text, "$1").Replace("`", "", StringComparison.Ordinal);

    private static (string Title, string Body) TitleAndBody(string text)
    {
        string[] lines = text.Split('\n', 2);
        return (lines[0].Trim(), lines.Length > 1 ? lines[1].Trim() : "");
    }

    [GeneratedRegex(@"\[([^\]\n]+)\]\([^)\n]*\)")]
    private static partial Regex Link();
}
