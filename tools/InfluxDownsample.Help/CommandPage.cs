using System.Text.RegularExpressions;

namespace InfluxDownsample.Help;

/// <summary>A cmdlet's page in the order that PlatyPS uses: sections under "##", examples, parameters and types under "###".</summary>
internal sealed partial class CommandPage
{
    private readonly Dictionary<string, PageSection> _sections;

    private CommandPage(string name, IEnumerable<PageSection> sections)
    {
        Name = name;
        _sections = sections.ToDictionary(section => section.Title);
        Parameters = [.. Section("PARAMETERS").Parts.Where(part => part.Title.StartsWith('-')).Select(ParameterPart.Read)];
    }

    public string Name { get; }

    public IReadOnlyList<ParameterPart> Parameters { get; }

    public static CommandPage Read(string file)
    {
        string text = File.ReadAllText(file).ReplaceLineEndings("\n");
        string[] parts = SectionHeading().Split(text);
        return new CommandPage(Path.GetFileNameWithoutExtension(file), parts.Skip(1).Select(part => PageSection.Read(part, "### ")));
    }

    /// <exception cref="InvalidDataException">The page lacks the section.</exception>
    public PageSection Section(string title) =>
        _sections.TryGetValue(title, out PageSection? section) ? section : throw new InvalidDataException($"{Name}.md has no section {title}.");

    /// <summary>The parameters of each parameter set, in the order of the syntax.</summary>
    public IEnumerable<IEnumerable<ParameterPart>> ParameterSets() =>
        from set in Section("SYNTAX").Body.Replace("```", "", StringComparison.Ordinal).Trim().Split("\n\n")
        select from name in ParameterName().Matches(set[Name.Length..]).Select(match => match.Groups[1].Value)
               from parameter in Parameters
               where parameter.Name == name
               select parameter;

    [GeneratedRegex("^## ", RegexOptions.Multiline)]
    private static partial Regex SectionHeading();

    [GeneratedRegex(@"(?<=[\[\s])-(\w+)")]
    private static partial Regex ParameterName();
}
