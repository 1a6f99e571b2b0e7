using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests;

/// <summary>docs/en-US says what the cmdlets are, and Get-Help shows it.</summary>
public sealed partial class HelpPagesTests : IDisposable
{
    private static readonly string s_pages = Path.Combine(Checkout.Root, "docs", "en-US");

    private readonly HostedEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Every_cmdlet_has_a_page_and_every_page_a_cmdlet()
    {
        IEnumerable<string> pages = Directory.GetFiles(s_pages, "*-*.md").Select(file => Path.GetFileNameWithoutExtension(file)!);

        Assert.Equal(Commands().Select(command => command.Name).Order(StringComparer.Ordinal), pages.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_page_lists_the_parameters_as_they_are()
    {
        foreach (CmdletInfo command in Commands())
        {
            IEnumerable<string> actual = command.ParameterSets.OrderByDescending(set => set.IsDefault).SelectMany(set => set.Parameters)
                .Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name) && !Cmdlet.OptionalCommonParameters.Contains(parameter.Name))
                .GroupBy(parameter => parameter.Name)
                .Select(Facts);
            IEnumerable<string> documented = ParameterBlock().Matches(Page(command))
                .Select(match => $"{match.Groups["name"]}: {match.Groups["type"]}, required {match.Groups["required"]}, "
                    + $"position {match.Groups["position"]}, pipeline {match.Groups["pipeline"]}")
                .Where(facts => !facts.StartsWith("WhatIf:", StringComparison.Ordinal) && !facts.StartsWith("Confirm:", StringComparison.Ordinal));

            Assert.Equal([command.Name, .. actual.Order(StringComparer.Ordinal)], [command.Name, .. documented.Order(StringComparer.Ordinal)]);
        }
    }

    [Fact]
    public void Every_syntax_names_every_parameter()
    {
        foreach (CmdletInfo command in Commands())
        {
            string syntax = Page(command).Split("## SYNTAX")[1].Split("## DESCRIPTION")[0];
            Assert.All(
                command.Parameters.Keys.Except(Cmdlet.CommonParameters),
                parameter => Assert.Matches($@"-{parameter}\b", syntax));
        }
    }

    [Fact]
    public void Every_syntax_of_a_page_names_all_that_goes_with_it()
    {
        foreach (CmdletInfo command in Commands())
        {
            string[] syntaxes = Page(command).Split("## SYNTAX")[1].Split("## DESCRIPTION")[0].Split("```")[1].Trim().Split("\n\n");
            Assert.Equal(command.ParameterSets.Count, syntaxes.Length);
            foreach (CommandParameterSetInfo set in command.ParameterSets)
            {
                IEnumerable<string> names = set.Parameters.Select(parameter => parameter.Name).Except(Cmdlet.CommonParameters);
                Assert.True(
                    Array.Exists(syntaxes, syntax => names.All(name => Regex.IsMatch(syntax, $@"-{name}\b"))),
                    $"{command.Name} with {set.Name}: no syntax has all of {string.Join(", ", names)}");
            }
        }
    }

    [Fact]
    public void Every_example_parses()
    {
        foreach (CmdletInfo command in Commands())
        {
            string[] examples = [.. CodeBlock().Matches(Page(command)).Select(match => match.Groups["code"].Value)];
            Assert.NotEmpty(examples);
            foreach (string example in examples)
            {
                System.Management.Automation.Language.Parser.ParseInput(example, out _, out System.Management.Automation.Language.ParseError[] errors);
                Assert.True(errors.Length == 0, $"{command.Name}: {example}");
            }
        }
    }

    [Fact]
    public void Get_Help_shows_synopsis_parameters_and_examples()
    {
        foreach (CmdletInfo command in Commands())
        {
            PSObject help = _engine.Run($"Get-Help {command.Name} -Full").Succeed().Output.Single();
            string synopsis = Page(command).Split("## SYNOPSIS")[1].Split("## SYNTAX")[0].Trim();

            Assert.Equal(synopsis, help.Properties["Synopsis"].Value);
            Assert.Equal(
                ParameterBlock().Count(Page(command)),
                _engine.Run($"@((Get-Help {command.Name} -Full).parameters.parameter).Count").Succeed().Output.Single().BaseObject);
            Assert.NotNull(_engine.Run($"(Get-Help {command.Name} -Full).examples.example").Succeed().Output[0]);
        }
    }

    [Fact]
    public void Get_Help_lists_the_related_links_and_sets_examples_apart()
    {
        foreach (CmdletInfo command in Commands())
        {
            IEnumerable<string> links = Link().Matches(Page(command).Split("## RELATED LINKS")[1]).Select(match => match.Groups["name"].Value);

            Assert.Equal(["Online Version:", .. links], _engine.Run($"(Get-Help {command.Name} -Full).relatedLinks.navigationLink | ForEach-Object linkText").Succeed().Texts);
            Assert.All(
                _engine.Run($"(Get-Help {command.Name} -Full).examples.example | ForEach-Object title").Succeed().Texts,
                title => Assert.Matches("^-+ Example [0-9]+: .* -+$", title));
        }
    }

    [Theory]
    [InlineData("about_InfluxDownsample", "Downsampling time series", "Connect-InfluxDatabase")]
    [InlineData("about_InfluxDownsample_Connections", "Ways to say which server", "Connect-InfluxDatabase")]
    [InlineData("about_InfluxDownsample_Correctness", "What a downsampling job promises", "Invoke-InfluxDownsample")]
    public void Get_Help_shows_the_topic_as_plain_text(string name, string description, string firstLink)
    {
        string topic = _engine.Run($"Get-Help {name}").Succeed().Output.Single().ToString().ReplaceLineEndings("\n");

        Assert.StartsWith($"TOPIC\n    {name}\n\nSHORT DESCRIPTION\n    {description}", topic, StringComparison.Ordinal);
        Assert.Contains($"SEE ALSO\n    {firstLink}\n", topic, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?m)^#|`|\]\(", topic);
    }

    private CmdletInfo[] Commands()
    {
        CmdletInfo[] commands = [.. _engine.Run("Get-Command -Module InfluxDownsample -CommandType Cmdlet").Succeed().Values.Cast<CmdletInfo>()];
        Assert.NotEmpty(commands);
        return commands;
    }

    private static string Page(CmdletInfo command) => File.ReadAllText(Path.Combine(s_pages, command.Name + ".md")).ReplaceLineEndings("\n");

    // As the default parameter set has it; pipeline objects as any set takes them.
    private static string Facts(IEnumerable<CommandParameterInfo> ofSets)
    {
        CommandParameterInfo parameter = ofSets.First();
        Type type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        string position = parameter.Position < 0 ? "Named" : parameter.Position.ToString(CultureInfo.InvariantCulture);
        string pipeline = (ofSets.Any(set => set.ValueFromPipeline), ofSets.Any(set => set.ValueFromPipelineByPropertyName)) switch
        {
            (true, true) => "True (ByValue, ByPropertyName)",
            (true, false) => "True (ByValue)",
            (false, true) => "True (ByPropertyName)",
            _ => "False",
        };
        return $"{parameter.Name}: {type.Name}, required {parameter.IsMandatory}, position {position}, pipeline {pipeline}";
    }

    [GeneratedRegex(
        """
        ^### -(?<name>\w+)\n(?:(?!^###).*\n)*?```yaml\nType: (?<type>\S+)\n(?:.+\n)*\nRequired: (?<required>\w+)\nPosition: (?<position>\w+)\nDefault value: .*\nAccept pipeline input: (?<pipeline>.*)
        """,
        RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex ParameterBlock();

    [GeneratedRegex(@"\[(?<name>[^\]]+)\]\(", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex("```powershell\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex CodeBlock();
}
