using InfluxDownsample.LocalServer.Query;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.InfluxQl;

/// <summary>Wire reference 2.4: InfluxQL results.</summary>
public sealed class Section2_4ResultsTests
{
    // two rooms, one value each quarter of an hour; the lab has a gap
    private static readonly string[] s_rooms =
    [
        "climate,room=lab temperature=20,humidity=40i 1704067200000000000",
        "climate,room=lab temperature=22,humidity=42i 1704068100000000000",
        "climate,room=lab temperature=30,humidity=50i 1704074400000000000",
        "climate,room=office temperature=10,humidity=60i 1704067200000000000",
        "climate,room=office temperature=11,humidity=61i 1704070800000000000",
    ];

    [Fact]
    public async Task The_hourly_mean_has_measurement_time_group_tags_then_the_select_list()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync(s_rooms);

        InfluxQlResult result = await database.QueryAsync(
            "SELECT MEAN(temperature) AS temperature, MEAN(humidity) AS humidity FROM climate "
            + "WHERE time >= '2024-01-01T00:00:00Z' AND time < '2024-01-01T03:00:00Z' GROUP BY time(1h), room");

        Assert.Equal(["iox::measurement", "time", "room", "temperature", "humidity"], result.Names);
        Assert.Equal(["Utf8", "Timestamp(ns)", "Utf8", "Float64", "Float64"], result.Types);
        Assert.All(result.Column("iox::measurement"), name => Assert.Equal("climate", name));
        Assert.Equal(
            [
                "2024-01-01 lab 21 41",
                "2024-01-01T01:00:00 lab - -",
                "2024-01-01T02:00:00 lab 30 50",
                "2024-01-01 office 10 60",
                "2024-01-01T01:00:00 office 11 61",
                "2024-01-01T02:00:00 office - -",
            ],
            result.Lines);
        Assert.Equal(
            """{"tagKeyColumns":[{"tagKey":"room","columnIndex":2}]}""",
            result.Plan.SchemaMetadata[ColumnMetadata.GroupKeyKey]);
        Assert.Equal("iox::column_type::tag", result.Output("room").Metadata![ColumnMetadata.ColumnTypeKey]);
        Assert.Null(result.Output("temperature").Metadata);
        Assert.Null(result.Output("time").Metadata);
        Assert.True(result.Output("time").Nullable);
        Assert.False(result.Output("iox::measurement").Nullable);
    }
}
