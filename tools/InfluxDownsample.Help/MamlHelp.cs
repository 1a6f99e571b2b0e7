using System.Xml.Linq;

namespace InfluxDownsample.Help;

/// <summary>The XML in which Get-Help expects the help of cmdlets.</summary>
internal static class MamlHelp
{
    // Of 80 columns Get-Help indents four and leaves the last one free.
    private const int TitleWidth = 75;

    private static readonly XNamespace s_msh = "http://msh";
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static XDocument Build(IEnumerable<CommandPage> pages) => new(
        new XElement(s_msh + "helpItems", new XAttribute("schema", "maml"), pages.Select(Command)));

    private static XElement Command(CommandPage page) => new(
        s_command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", s_maml),
        new XAttribute(XNamespace.Xmlns + "command", s_command),
        new XAttribute(XNamespace.Xmlns + "dev", s_dev),
        new XElement(
            s_command + "details",
            new XElement(s_command + "name", page.Name),
            new XElement(s_command + "verb", page.Name.Split('-')[0]),
            new XElement(s_command + "noun", page.Name.Split('-')[1]),
            Text("description", page.Section("SYNOPSIS").Paragraphs)),
        Text("description", page.Section("DESCRIPTION").Paragraphs),
        new XElement(s_command + "syntax", page.ParameterSets().Select(set => new XElement(
            s_command + "syntaxItem",
            new XElement(s_maml + "name", page.Name),
            set.Select(InSet)))),
        new XElement(s_command + "parameters", page.Parameters.Select(parameter => Parameter(
            parameter, parameter.Facts["Required"].ToLowerInvariant(), parameter.Facts["Position"].ToLowerInvariant()))),
        new XElement(s_command + "inputTypes", page.Section("INPUTS").Parts.Select(type => TypeOf(type, s_command + "inputType"))),
        new XElement(s_command + "returnValues", page.Section("OUTPUTS").Parts.Select(type => TypeOf(type, s_command + "returnValue"))),
        new XElement(s_maml + "alertSet", new XElement(s_maml + "alert", Paragraphs(page.Section("NOTES").Paragraphs))),
        new XElement(s_command + "examples", page.Section("EXAMPLES").Parts.Select(Example)),
        // Get-Help -Online opens the first address. The others have none: Get-Help finds a cmdlet by its name.
        new XElement(
            s_command + "relatedLinks",
            Link("Online Version:", page.OnlineVersion),
            page.Section("RELATED LINKS").Links.Select(link => Link(link, ""))));

    private static XElement InSet(SyntaxParameter inSet) => Parameter(
        inSet.Parameter, inSet.IsRequired ? "true" : "false", inSet.IsPositional ? inSet.Parameter.Facts["Position"] : "named");

    private static XElement Parameter(ParameterPart parameter, string required, string position) => new(
        s_command + "parameter",
        new XAttribute("required", required),
        new XAttribute("globbing", parameter.Facts["Accept wildcard characters"].ToLowerInvariant()),
        new XAttribute("pipelineInput", parameter.Facts["Accept pipeline input"]),
        new XAttribute("position", position),
        new XAttribute("aliases", parameter.Facts.GetValueOrDefault("Aliases", "none")),
        new XElement(s_maml + "name", parameter.Name),
        Text("description", PageSection.ParagraphsOf(parameter.Text)),
        // A switch has no value, and Get-Help shows none when this element is missing.
        parameter.IsSwitch ? null : new XElement(s_command + "parameterValue", new XAttribute("required", "true"), parameter.Type),
        new XElement(s_dev + "type", new XElement(s_maml + "name", parameter.Type)),
        new XElement(s_dev + "defaultValue", parameter.Facts["Default value"]));

    private static XElement Link(string text, string address) => new(
        s_maml + "navigationLink",
        new XElement(s_maml + "linkText", text),
        new XElement(s_maml + "uri", address));

    private static XElement TypeOf(PageSection type, XName element) => new(
        element,
        new XElement(s_dev + "type", new XElement(s_maml + "name", type.Title)),
        Text("description", type.Paragraphs));

    private static XElement Example(PageSection example)
    {
        string[] pieces = example.Body.Split("```");
        // Get-Help puts the examples below the notes without a heading of their own; the dashes set each apart, as in other modules, within a line of 80 columns.
        string dashes = new('-', Math.Clamp((TitleWidth - example.Title.Length - 2) / 2, 5, 26));
        return new XElement(
            s_command + "example",
            new XElement(s_maml + "title", $"{dashes} {example.Title} {dashes}"),
            new XElement(s_dev + "code", pieces[1].Split('\n', 2)[1].TrimEnd()),
            new XElement(s_dev + "remarks", Paragraphs([.. PageSection.ParagraphsOf(pieces[2]), ""])));
    }

    private static XElement Text(string name, IEnumerable<string> paragraphs) => new(s_maml + name, Paragraphs(paragraphs));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> paragraphs) => paragraphs.Select(text => new XElement(s_maml + "para", text));
}
