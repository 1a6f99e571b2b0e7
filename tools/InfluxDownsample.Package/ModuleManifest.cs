using System.Text.RegularExpressions;

namespace InfluxDownsample.Package;

/// <summary>What the package needs of the manifest, InfluxDownsample.psd1: values in single quotes, one a line.</summary>
internal sealed partial class ModuleManifest
{
    private readonly string _text;
    private readonly string _root;

    private ModuleManifest(string root)
    {
        _root = root;
        _text = File.ReadAllText(Path.Combine(root, "InfluxDownsample.psd1"));
    }

    public string Version => Value("ModuleVersion");

    public string Author => Value("Author");

    public string Copyright => Value("Copyright");

    public string Description => Value("Description");

    public string ProjectUri => Value("ProjectUri");

    public IEnumerable<string> Cmdlets => Names("CmdletsToExport");

    public IEnumerable<string> Tags => Names("Tags");

    /// <summary>What the changelog says of this version.</summary>
    public string ReleaseNotes
    {
        get
        {
            string changelog = File.ReadAllText(Path.Combine(_root, "CHANGELOG.md")).ReplaceLineEndings("\n");
            Match section = Regex.Match(changelog, $@"^## {Regex.Escape(Version)}[^\n]*\n(.*?)(?=^## |\z)", RegexOptions.Singleline | RegexOptions.Multiline);
            return section.Success ? section.Groups[1].Value.Trim() : throw new InvalidOperationException($"CHANGELOG.md has no section '## {Version}'.");
        }
    }

    public static ModuleManifest Read(string root) => new(root);

    /// <summary>The manifest's text with <c>ReleaseNotes</c>.</summary>
    public string WithReleaseNotes()
    {
        string entry = $"            ReleaseNotes = '{ReleaseNotes.Replace("'", "''", StringComparison.Ordinal)}'\n";
        int place = _text.IndexOf("ProjectUri", StringComparison.Ordinal);
        place = _text.LastIndexOf('\n', place) + 1;
        return _text.Insert(place, entry);
    }

    private string Value(string key)
        => Regex.Match(_text, $@"^\s*{key}\s*=\s*'([^']*)'", RegexOptions.Multiline) is { Success: true } found
            ? found.Groups[1].Value : throw new InvalidOperationException($"InfluxDownsample.psd1 has no {key}.");

    private IEnumerable<string> Names(string key)
        => Quoted().Matches(Regex.Match(_text, $@"^\s*{key}\s*=\s*@\(([^)]*)\)", RegexOptions.Multiline).Groups[1].Value).Select(static name => name.Groups[1].Value);

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();
}
