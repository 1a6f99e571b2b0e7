using System.Management.Automation;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Plans;

/// <summary>What comes with plans: the schema for editors, the example, and the files for schedulers.</summary>
public sealed class PlanExamplesTests(PlanEngine shared) : IClassFixture<PlanEngine>
{
    private static readonly string s_module = Path.Combine(Checkout.Root, "module");

    // The cmdlet itself says which names it knows: it lists them for a name that is like none.
    [Theory]
    [InlineData("@{ zzzzzzzzzzzzzzzzzzzz = 1 }", "", "$schema")]
    [InlineData("@{ Connections = @{ x = @{ zzzzzzzzzzzzzzzzzzzz = 1 } } }", "connection", null)]
    [InlineData("@{ Defaults = @{ zzzzzzzzzzzzzzzzzzzz = 1 } }", "defaults", null)]
    [InlineData("@{ Tiers = @{ zzzzzzzzzzzzzzzzzzzz = 1 } }", "tier", null)]
    [InlineData("@{ Jobs = @{ zzzzzzzzzzzzzzzzzzzz = 1 } }", "job", null)]
    public void The_schema_has_the_names_that_a_plan_may_have(string plan, string part, string? besides)
    {
        using var plans = new PlanFile();
        string message = shared.Engine.Run($"Test-InfluxDownsamplePlan '{plans.Write(plan)}'").Succeed().Output.Select(found => PlanFile.Text(found, "Message"))
            .Single(text => text.Contains("'zzzzzzzzzzzzzzzzzzzz'", StringComparison.Ordinal));
        using JsonDocument schema = Schema();
        JsonElement section = part.Length == 0 ? schema.RootElement : schema.RootElement.GetProperty("$defs").GetProperty(part);

        IEnumerable<string> known = Regex.Match(message, "It has (?<names>.*)\\.$").Groups["names"].Value.Split(", ");
        Assert.Equal(known.Append(besides).OfType<string>().Distinct().Order(StringComparer.Ordinal), section.GetProperty("properties").EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        foreach (JsonProperty property in section.GetProperty("properties").EnumerateObject())
        {
            JsonElement described = property.Value.TryGetProperty("$ref", out JsonElement target) ? Follow(schema.RootElement, target.GetString()!) : property.Value;
            Assert.True(property.Name == "$schema" || described.TryGetProperty("description", out _), property.Name);
            if (described.TryGetProperty("enum", out JsonElement values) && part == "tier")
            {
                CmdletInfo command = (CmdletInfo)shared.Engine.Run("Get-Command Invoke-InfluxDownsample").Succeed().Values[0]!;
                Type type = command.Parameters[property.Name].ParameterType;
                Assert.Equal(Enum.GetNames(Nullable.GetUnderlyingType(type) ?? type), values.EnumerateArray().Select(value => value.GetString()!));
            }
        }
    }

    [Fact]
    public void The_example_has_no_error_but_the_token_of_this_machine()
        => Assert.All(PlanFile.Findings(shared.Engine.Run($"Test-InfluxDownsamplePlan '{Path.Combine(s_module, "examples", "occupancy-plan.psd1")}'")), finding => Assert.Contains("TokenVariable Warning", finding, StringComparison.Ordinal));

    [Fact]
    public void The_example_uses_no_name_that_the_schema_lacks()
    {
        var example = (PSObject)shared.Engine.Run($"Import-PowerShellDataFile '{Path.Combine(s_module, "examples", "occupancy-plan.psd1")}' | ConvertTo-Json -Depth 9").Succeed().Output[0];
        using JsonDocument plan = JsonDocument.Parse(example.ToString());
        using JsonDocument schema = Schema();

        Assert.Equal([], Unknown(schema.RootElement, schema.RootElement, plan.RootElement));
    }

    [Fact]
    public void The_files_for_schedulers_run_a_plan_and_say_when_it_fails()
    {
        string folder = Path.Combine(s_module, "examples", "schedule");
        Assert.Equal(["crontab", "influxdownsample.service", "influxdownsample.timer", "task-scheduler.xml"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        XElement task = XDocument.Load(Path.Combine(folder, "task-scheduler.xml")).Root!;
        Assert.Equal("http://schemas.microsoft.com/windows/2004/02/mit/task", task.Name.NamespaceName);
        string[] commands =
        [
            task.Descendants(task.Name.Namespace + "Arguments").Single().Value,
            Setting("influxdownsample.service", "ExecStart"),
            File.ReadLines(Path.Combine(folder, "crontab")).Single(line => line.StartsWith("*/10 * * * * ", StringComparison.Ordinal)),
        ];
        Assert.Equal("*:0/10", Setting("influxdownsample.timer", "OnCalendar"));
        foreach (string command in commands)
        {
            // What stands between the double quotes is PowerShell; the plan's failure is the last statement's.
            string script = Regex.Match(command, "-Command \"(?<script>.*)\"").Groups["script"].Value;
            System.Management.Automation.Language.Parser.ParseInput(script, out _, out System.Management.Automation.Language.ParseError[] errors);
            Assert.Empty(errors);
            Assert.Matches(@"^Import-Module InfluxDownsample; Invoke-InfluxDownsample -Path \S+plan\.psd1", script);
        }

        string Setting(string file, string name) => File.ReadLines(Path.Combine(folder, file)).Single(line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
    }

    private static JsonDocument Schema() => JsonDocument.Parse(File.ReadAllText(Path.Combine(s_module, "schemas", "plan.schema.json")));

    private static JsonElement Follow(JsonElement root, string reference)
        => reference[2..].Split('/').Aggregate(root, (element, name) => element.GetProperty(name));

    // The names of a document that its schema does not have, where the schema lists names.
    private static IEnumerable<string> Unknown(JsonElement root, JsonElement schema, JsonElement value)
    {
        schema = schema.TryGetProperty("$ref", out JsonElement reference) ? Follow(root, reference.GetString()!) : schema;
        if (schema.TryGetProperty("oneOf", out JsonElement choices))
        {
            schema = choices.EnumerateArray().Select(choice => choice.TryGetProperty("$ref", out JsonElement target) ? Follow(root, target.GetString()!) : choice)
                .First(choice => choice.GetProperty("type").GetString() == value.ValueKind switch { JsonValueKind.Object => "object", JsonValueKind.Array => "array", _ => "string" });
        }

        return value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray().SelectMany(item => Unknown(root, schema.GetProperty("items"), item)),
            JsonValueKind.Object => value.EnumerateObject().SelectMany(property
                => schema.TryGetProperty("properties", out JsonElement known) && known.TryGetProperty(property.Name, out JsonElement described) ? Unknown(root, described, property.Value)
                : schema.GetProperty("additionalProperties") is { ValueKind: JsonValueKind.Object } any ? Unknown(root, any, property.Value)
                : [property.Name]),
            _ => [],
        };
    }
}
