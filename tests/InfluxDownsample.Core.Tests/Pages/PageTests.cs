using System.Text.RegularExpressions;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Hosting;
using Xunit;

namespace InfluxDownsample.Core.Tests.Pages;

/// <summary>The pages in docs list what the code has, and nothing else.</summary>
public sealed partial class PageTests
{
    [Fact]
    public void Troubleshooting_has_an_entry_with_a_message_for_every_error_id()
    {
        string[] entries = Section(Page("troubleshooting.md"), "## Errors by id").Split("\n### ")[1..];

        Assert.Equal(Enum.GetNames<InfluxErrorId>(), entries.Select(static entry => entry.Split('\n')[0]));
        Assert.All(entries, static entry => Assert.Matches(@"\n\n    \S", entry));
    }

    [Fact]
    public void Help_pages_name_no_error_id_that_is_none()
    {
        string[] ids = [.. Directory.GetFiles(Path.Combine(Checkout.Root, "docs", "en-US"), "*.md")
            .SelectMany(static page => ErrorIds().Matches(File.ReadAllText(page)).SelectMany(static line => Code().Matches(line.Value)))
            .Select(static id => id.Groups["text"].Value)
            .Where(static id => UpperCamel().IsMatch(id))];

        Assert.NotEmpty(ids);
        Assert.Empty(ids.Except(Enum.GetNames<InfluxErrorId>()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Connections_lists_every_key_and_every_key_is_understood()
    {
        Dictionary<string, string> values = new()
        {
            ["authScheme"] = "Token", ["edition"] = "Core", ["precision"] = "ms", ["gzipThreshold"] = "5", ["gzipLevel"] = "Optimal",
            ["writeNoSync"] = "true", ["writeAcceptPartial"] = "yes", ["writeUseV2Api"] = "0", ["disableGrpcCompression"] = "on",
        };
        string[] listed = [.. Rows("connections.md", "## Connection strings").SelectMany(static row => Code().Matches(row[0])).Select(static key => key.Groups["text"].Value)];

        Assert.Equal(ConnectionString.Keys.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        Assert.All(listed, key => ConnectionString.Parse($"https://host:8181?{key}={values.GetValueOrDefault(key, "x")}"));
        Assert.Contains("'databse'. Did you mean 'database'?", Assert.Throws<InfluxException>(() => ConnectionString.Parse("https://host?databse=x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Connections_lists_every_variable_that_is_read()
    {
        HashSet<string> asked = [];
        EnvironmentSettings.Read(name => asked.Add(name) && name == "INFLUX_HOST" ? "https://host:8181" : null);

        Assert.Equal(
            asked.Order(StringComparer.Ordinal),
            Rows("connections.md", "## Connection strings").SelectMany(static row => Code().Matches(row[1])).Select(static name => name.Groups["text"].Value).Order(StringComparer.Ordinal));
        Assert.Empty(Variable().Matches(Page("connections.md")).Select(static name => name.Value).Except(asked));
    }

    [Fact]
    public void Core_limits_gives_the_ranges_of_431_files()
    {
        string[][] rows = [.. Rows("core-limits.md", "## Files")];

        Assert.NotEmpty(rows);
        Assert.All(rows, static row =>
        {
            long minutes = InfluxDuration.Parse(Code().Match(row[0]).Groups["text"].Value, "Every").ShortestNanoseconds / 60_000_000_000;
            TimeSpan range = TimeSpan.FromMinutes(431 * minutes);
            string[] parts = [$"{range.Days} d", range.Hours > 0 ? $"{range.Hours} h" : "", range.Minutes > 0 ? $"{range.Minutes} min" : ""];
            Assert.Equal(
                (1440 / minutes, string.Join(' ', parts.Where(static part => part.Length > 0))),
                (long.Parse(row[1], System.Globalization.CultureInfo.InvariantCulture), row[2].Trim()));
        });
    }

    [Fact]
    public void Wire_reference_has_every_section_that_is_cited()
    {
        HashSet<string> sections = [.. Heading().Matches(Page("wire-reference.md")).Select(static heading => heading.Groups["number"].Value)];
        string[] cited = [.. new[] { "src", "tests" }
            .SelectMany(static folder => Directory.EnumerateFiles(Path.Combine(Checkout.Root, folder), "*.cs", SearchOption.AllDirectories))
            .SelectMany(static file => Citation().Matches(File.ReadAllText(file)).SelectMany(static citation => citation.Groups["number"].Captures))
            .Select(static number => number.Value)
            .Distinct()];

        Assert.NotEmpty(cited);
        Assert.Empty(cited.Except(sections).Order(StringComparer.Ordinal));
    }

    // Every link between pages leads to a page, and to a heading where it names one.
    [Fact]
    public void Links_between_pages_lead_somewhere()
    {
        string docs = Path.Combine(Checkout.Root, "docs");
        string[] pages = [.. Directory.GetFiles(docs, "*.md", SearchOption.AllDirectories), Path.Combine(Checkout.Root, "README.md")];
        string[] broken = [.. from page in pages
                              from link in Link().Matches(File.ReadAllText(page))
                              let parts = link.Groups["target"].Value.Split('#')
                              let file = parts[0].Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, parts[0]))
                              where !Path.Exists(file) || (parts.Length > 1 && !Anchors(file).Contains(parts[1]))
                              select $"{Path.GetFileName(page)}: {link.Groups["target"].Value}"];

        Assert.Empty(broken);
        Assert.All(
            Directory.GetFiles(docs, "*.md"),
            static page => Assert.Contains($"(docs/{Path.GetFileName(page)})", File.ReadAllText(Path.Combine(Checkout.Root, "README.md")), StringComparison.Ordinal));
    }

    private static string Page(string name) => File.ReadAllText(Path.Combine(Checkout.Root, "docs", name)).ReplaceLineEndings("\n");

    private static string Section(string page, string heading) => page.Split(heading + "\n")[1].Split("\n## ")[0];

    // The cells of the first table of a section, without its head.
    private static IEnumerable<string[]> Rows(string page, string heading)
        => Section(Page(page), heading).Split('\n').SkipWhile(static line => !line.StartsWith('|')).TakeWhile(static line => line.StartsWith('|')).Skip(2)
            .Select(static line => line.Split('|')[1..]);

    private static HashSet<string> Anchors(string file)
        => [.. Title().Matches(File.ReadAllText(file)).Select(static title => NoAnchor().Replace(title.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'))];

    [GeneratedRegex("^Error ids: .*$", RegexOptions.Multiline)]
    private static partial Regex ErrorIds();

    [GeneratedRegex("`(?<text>[^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("^([A-Z][a-z]+){2,}$")]
    private static partial Regex UpperCamel();

    [GeneratedRegex("INFLUX_[A-Z0-9_]+")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^##+ (?<number>[0-9]+(\.[0-9]+)?)\.? ", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[Ww]ire reference (?<number>[0-9]+(\.[0-9]+)?)((, | and )(?<number>[0-9]+(\.[0-9]+)?))*")]
    private static partial Regex Citation();

    [GeneratedRegex(@"\]\((?!\w+:)(?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Title();

    [GeneratedRegex("[^a-z0-9 -]")]
    private static partial Regex NoAnchor();
}
