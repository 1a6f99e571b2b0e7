using Apache.Arrow;
using Apache.Arrow.Types;
using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Section2;

/// <summary>Wire reference 2.1, 2.2 and 2.3: types, nullability and metadata as a client gets them over Flight.</summary>
public sealed class FlightSchemaTests(ServerFixture fixture) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private const string ColumnType = "iox::column::type";

    private readonly RunningServer _server = fixture.Server;

    public async Task InitializeAsync() => Assert.Equal(
        204, (await _server.WriteAsync("m,host=h1,zone=z f=1,i=1i,u=1u,s=\"x\",b=t 1\nm,host=h2 f=2,i=2i 2\n\"Mixed\",T=x F=1 1", "db=d&precision=ns")).Status);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task SelectStar_ListsColumnsByName_WithTypesRolesAndNullability()
    {
        Schema schema = (await _server.SqlAsync("SELECT * FROM m")).Schema;
        Assert.Equal(
            [
                "b Boolean null iox::column_type::field::boolean",
                "f Double null iox::column_type::field::float",
                "host String null iox::column_type::tag",
                "i Int64 null iox::column_type::field::integer",
                "s String null iox::column_type::field::string",
                "time Timestamp notnull iox::column_type::timestamp",
                "u UInt64 null iox::column_type::field::uinteger",
                "zone String null iox::column_type::tag",
            ],
            schema.FieldsList.Select(Describe));
        TimestampType time = (TimestampType)schema.GetFieldByName("time").DataType;
        Assert.Equal((TimeUnit.Nanosecond, null), (time.Unit, time.Timezone));
        Assert.False(schema.HasMetadata);
    }

    [Theory]
    [InlineData("SELECT host AS h FROM m", "h String null iox::column_type::tag")]
    [InlineData("SELECT time AS t FROM m", "t Timestamp notnull iox::column_type::timestamp")]
    [InlineData("SELECT host FROM m GROUP BY host", "host String null iox::column_type::tag")]
    [InlineData("SELECT avg(f) AS a FROM m", "a Double null ")]
    [InlineData("SELECT count(f) AS a FROM m", "a Int64 notnull ")]
    [InlineData("SELECT max(time) AS a FROM m", "a Timestamp null ")]
    [InlineData("SELECT f + 1 AS a FROM m", "a Double null ")]
    [InlineData("SELECT selector_last(f, time)['value'] AS a FROM m", "a Double null ")]
    public async Task Metadata_IsKeptForColumns_LostForExpressions(string query, string field) =>
        Assert.Equal([field], (await _server.SqlAsync(query)).Schema.FieldsList.Select(Describe));

    [Fact]
    public async Task DateBin_LosesTheRole()
    {
        Field time = (await _server.SqlAsync("SELECT date_bin(INTERVAL '1 hour', time) AS time, avg(f) AS f FROM m GROUP BY 1")).Schema.GetFieldByName("time");
        Assert.Equal(ArrowTypeId.Timestamp, time.DataType.TypeId);
        Assert.False(time.HasMetadata && time.Metadata.ContainsKey(ColumnType));
    }

    [Fact]
    public async Task Selector_IsAStruct()
    {
        StructType type = Assert.IsType<StructType>((await _server.SqlAsync("SELECT selector_last(f, time) AS s FROM m")).Schema.GetFieldByName("s").DataType);
        Assert.Equal(["value Double", "time Timestamp"], type.Fields.Select(field => $"{field.Name} {field.DataType.TypeId}"));
    }

    [Fact]
    public async Task InfluxQl_HasMeasurementAndTimeFirst_AndTheGroupKeyInItsMetadata()
    {
        Schema schema = (await _server.InfluxQlAsync("SELECT mean(f) FROM m WHERE time >= 0 AND time < 10 GROUP BY time(5ns), host")).Schema;
        Assert.Equal(["iox::measurement String", "time Timestamp", "host String", "mean Double"], schema.FieldsList.Take(4).Select(field => $"{field.Name} {field.DataType.TypeId}"));
        Assert.False(schema.GetFieldByIndex(0).IsNullable);
        Assert.Contains("\"tagKeyColumns\":[{\"tagKey\":\"host\",\"columnIndex\":2}]", schema.Metadata["iox::influxql::group_key::metadata"]);
    }

    [Fact]
    public async Task InfluxQl_UnknownField_IsANullColumn()
    {
        Schema schema = (await _server.InfluxQlAsync("SELECT f, unknown FROM m")).Schema;
        Assert.Equal(ArrowTypeId.Null, schema.GetFieldByName("unknown").DataType.TypeId);
    }

    [Fact]
    public async Task UnquotedNames_AreFolded_QuotedOnesAreNot()
    {
        Assert.Equal(1, (await _server.SqlAsync("SELECT \"F\" FROM \"\"\"Mixed\"\"\"")).RowCount);
        Assert.Equal(2, (await _server.SqlAsync("SELECT F, HOST FROM M")).RowCount);
    }

    private static string Describe(Field field)
    {
        string role = field.HasMetadata && field.Metadata.TryGetValue(ColumnType, out string? value) ? value : "";
        return $"{field.Name} {field.DataType.TypeId} {(field.IsNullable ? "null" : "notnull")} {role}";
    }
}
