using System.Text.RegularExpressions;

namespace InfluxDownsample.Help;

/// <summary>A cmdlet's page in the order that PlatyPS uses: sections under "##", examples, parameters and types under "###".</summary>
internal sealed partial class CommandPage
{
    private readonly Dictionary<string, PageSection> _sections;

    private CommandPage(string name, string onlineVersion, IEnumerable<PageSection> sections)
    {
        Name = name;
        OnlineVersion = onlineVersion;
        _sections = sections.ToDictionary(section => section.Title);
        Parameters = [.. Section("PARAMETERS").Parts.Where(part => part.Title.StartsWith('-')).Select(ParameterPart.Read)];
    }

    public string Name { get; }

    /// <summary>The address that <c>Get-Help -Online</c> opens.</summary>
    public string OnlineVersion { get; }

    public IReadOnlyList<ParameterPart> Parameters { get; }

    public static CommandPage Read(string file)
    {
        string text = File.ReadAllText(file).ReplaceLineEndings("\n");
        string[] parts = SectionHeading().Split(text);
        return new CommandPage(
            Path.GetFileNameWithoutExtension(file), OnlineVersionLine().Match(parts[0]).Groups[1].Value, parts.Skip(1).Select(part => PageSection.Read(part, "### ")));
    }

    /// <exception cref="InvalidDataException">The page lacks the section.</exception>
    public PageSection Section(string title) =>
        _sections.TryGetValue(title, out PageSection? section) ? section : throw new InvalidDataException($"{Name}.md has no section {title}.");

    /// <summary>The parameters of each parameter set, in the order of the syntax.</summary>
    public IEnumerable<IEnumerable<SyntaxParameter>> ParameterSets() =>
        from set in Section("SYNTAX").Body.Replace("```", "", StringComparison.Ordinal).Trim().Split("\n\n")
        select from match in SetParameter().Matches(set[Name.Length..])
               from parameter in Parameters
               where parameter.Name == match.Groups["name"].Value
               select new SyntaxParameter(parameter, !match.Groups["optional"].Success, match.Groups["positional"].Success);

    [GeneratedRegex("^online version: (.+)$", RegexOptions.Multiline)]
    private static partial Regex OnlineVersionLine();

    [GeneratedRegex("^## ", RegexOptions.Multiline)]
    private static partial Regex SectionHeading();

    // As syntaxes are written: [-Name] <Type> has a position, and -Name <Type> has none; what may be left out stands in brackets with its value.
    [GeneratedRegex(@"(?<optional>\[)?(?<positional>\[)-(?<name>\w+)\] <|(?<optional>\[)?-(?<name>\w+)")]
    private static partial Regex SetParameter();
}
