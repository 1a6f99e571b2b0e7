using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Plans;
using InfluxDownsample.Core.Plans.Reading;
using Xunit;

namespace InfluxDownsample.Core.Tests.Plans;

public class JsonPlanReaderTests
{
    [Fact]
    public void Every_part_knows_its_line_and_its_key()
    {
        var findings = new PlanFindings();

        var root = (PlanMap)JsonPlanReader.Read("{\n  // a comment\n  \"Tiers\": [\n    { \"Every\": \"1h\",\n\"MinimumSamples\": 2 },\n    { \"Verify\": true, \"Tag\": [], },\n  ],\n}", findings)!;

        Assert.Empty(findings.All);
        PlanEntry tiers = Assert.Single(root.Entries);
        Assert.Equal((3, 3, "Tiers"), (tiers.Line, tiers.Value.Line, tiers.Value.Key));
        PlanMap[] items = [.. ((PlanList)tiers.Value).Items.Cast<PlanMap>()];
        Assert.Equal(["Tiers[0]", "Tiers[1]"], items.Select(item => item.Key));
        Assert.Equal([(4, "Tiers[0].Every", (object)"1h"), (5, "Tiers[0].MinimumSamples", 2L)], items[0].Entries.Select(entry => (entry.Line, entry.Value.Key, ((PlanValue)entry.Value).Value!)));
        Assert.Equal([(6, "Tiers[1].Verify"), (6, "Tiers[1].Tag")], items[1].Entries.Select(entry => (entry.Line, entry.Value.Key)));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("{ \"a\": 1\n\n  \"b\": 2 }", 3)]
    [InlineData("{\n \"a\": [1, 2\n", 3)]
    [InlineData("{ }\n{ }", 2)]
    [InlineData("{ \"a\":\n 1h }", 2)]
    public void What_is_no_json_is_found_in_its_line(string text, int line)
    {
        var findings = new PlanFindings();

        Assert.Null(JsonPlanReader.Read(text, findings));

        PlanFinding finding = Assert.Single(findings.All);
        Assert.Equal((line, PlanSeverity.Error, InfluxErrorId.InvalidParameter), (finding.Line, finding.Severity, finding.Id));
        Assert.StartsWith("The file is no JSON: ", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INFLUX_TOKEN", true)]
    [InlineData("plantToken2", true)]
    [InlineData("apiv3_NkYQ0aTxxxxxxxxxxxxxxxxx", false)]
    [InlineData("0a1b2c3d4e5f60718293a4b5c6d7e8f9", false)]
    [InlineData("a1b2c3d4e5f60718293a4b5c6d7e8f90", false)]
    [InlineData("$env:INFLUX_TOKEN", false)]
    [InlineData("two words", false)]
    public void A_name_of_a_variable_is_told_from_a_token(string text, bool isName) => Assert.Equal(isName, TokenTraces.IsVariableName(text));
}
