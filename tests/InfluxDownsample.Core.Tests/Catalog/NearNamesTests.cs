using InfluxDownsample.Core.Catalog;
using Xunit;

namespace InfluxDownsample.Core.Tests.Catalog;

public class NearNamesTests
{
    [Theory]
    // other capitals, one letter more, less, changed, two swapped
    [InlineData("Occupancy", "occupancy")]
    [InlineData("occupancyy", "occupancy")]
    [InlineData("ocupancy", "occupancy")]
    [InlineData("occupanci", "occupancy")]
    [InlineData("ocucpancy", "occupancy")]
    // the beginning of a name
    [InlineData("occ", "occupancy")]
    public void A_name_that_is_nearly_right_finds_the_one_meant(string wanted, string meant)
        => Assert.Equal(meant, NearNames.Find(wanted, ["humidity", "occupancy", "temperature"])[0]);

    [Theory]
    [InlineData("pressure")]
    [InlineData("x")]
    public void A_name_like_no_other_finds_none(string wanted)
        => Assert.Empty(NearNames.Find(wanted, ["humidity", "occupancy", "temperature"]));

    [Fact]
    public void The_nearest_comes_first_and_at_most_three_come()
        => Assert.Equal(["co2", "co1", "co3"], NearNames.Find("CO2", ["co1", "co3", "co2", "co4", "co5"]));

    [Theory]
    [InlineData("room", new[] { "rooms" }, "Did you mean 'rooms'?")]
    [InlineData("room", new[] { "rooms", "roof" }, "Did you mean 'roof' or 'rooms'?")]
    [InlineData("Database", new[] { "Every", "SourceDatabase", "TargetDatabase" }, "Did you mean 'SourceDatabase' or 'TargetDatabase'?")]
    [InlineData("room", new[] { "sensor", "building" }, "Tags: 'sensor', 'building'.")]
    [InlineData("room", new string[0], "")]
    public void The_sentence_names_near_names_or_all(string wanted, string[] known, string expected)
        => Assert.Equal(expected, NearNames.Suggest(wanted, known, "Tags"));
}
