namespace InfluxDownsample.Help;

/// <summary>A heading's text, what stands under it, and the parts with headings one level deeper.</summary>
internal sealed record PageSection(string Title, string Body, IReadOnlyList<PageSection> Parts)
{
    /// <summary>The paragraphs, without the marks that only Markdown needs.</summary>
    public IEnumerable<string> Paragraphs => ParagraphsOf(Body);

    public static PageSection Read(string text, string partHeading)
    {
        string[] pieces = ("\n" + text).Split("\n" + partHeading);
        (string title, string body) = TitleAndBody(pieces[0].TrimStart('\n'));
        return new PageSection(title, body, [.. pieces.Skip(1).Select(TitleAndBody).Select(part => new PageSection(part.Title, part.Body, []))]);
    }

    public static IEnumerable<string> ParagraphsOf(string text) => text
        .Split("\n\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(paragraph => paragraph.Replace('\n', ' ').Replace("`", "", StringComparison.Ordinal));

    private static (string Title, string Body) TitleAndBody(string text)
    {
        string[] lines = text.Split('\n', 2);
        return (lines[0].Trim(), lines.Length > 1 ? lines[1].Trim() : "");
    }
}
