using System.Text;

namespace InfluxDownsample.Help;

/// <summary>A topic's page as the text that Get-Help shows as it is: headings at the margin, the rest indented, no marks of Markdown.</summary>
internal static class TopicText
{
    private const int Width = 80;
    private const string Indent = "    ";

    public static string Of(string markdown)
    {
        var text = new StringBuilder();
        foreach (string block in markdown.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            string lines = block.Trim('\n');
            if (lines.StartsWith("# ", StringComparison.Ordinal))
            {
                text.Append("TOPIC\n").Append(Indent).Append(lines[2..]).Append("\n\n");
            }
            else if (lines.StartsWith('#'))
            {
                text.Append(lines.TrimStart('#').Trim().ToUpperInvariant()).Append('\n');
            }
            else
            {
                text.AppendJoin('\n', LinesOf(lines).Select(line => Indent + line)).Append("\n\n");
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> LinesOf(string block)
    {
        // Code and lists are lines already.
        if (block.StartsWith(Indent, StringComparison.Ordinal))
        {
            return block.Split('\n');
        }

        string plain = PageSection.Plain(block);
        return block[0] is '[' or '-' ? plain.Split('\n') : Wrapped(plain);
    }

    private static IEnumerable<string> Wrapped(string paragraph)
    {
        var line = new StringBuilder();
        foreach (string word in paragraph.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && Indent.Length + line.Length + 1 + word.Length > Width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }
}
