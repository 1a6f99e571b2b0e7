using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Sql;

/// <summary>Wire reference 4.1 and 4.2: how SQL describes the database.</summary>
public sealed class Section4_1SchemaTests(CpuFixture cpu) : IClassFixture<CpuFixture>
{
    [Theory]
    [InlineData("show tables")]
    [InlineData("select * from information_schema.tables")]
    public async Task Tables(string sql)
    {
        SqlResult result = await cpu.Database.QueryAsync(sql);
        Assert.Equal(["table_catalog", "table_schema", "table_name", "table_type"], result.Names);
        Assert.Equal(["public iox cpu BASE TABLE", "public iox mixed BASE TABLE", "public iox one BASE TABLE"], result.Lines.Where(line => line.Contains(" iox ", StringComparison.Ordinal)));
        Assert.Contains("public information_schema columns VIEW", result.Lines);
        Assert.Contains("public system influxdb_schema BASE TABLE", result.Lines);
    }

    [Fact]
    public async Task ShowColumns()
    {
        SqlResult result = await cpu.Database.QueryAsync("SHOW COLUMNS FROM cpu");
        Assert.Equal(["table_catalog", "table_schema", "table_name", "column_name", "data_type", "is_nullable"], result.Names);
        Assert.Equal(
            [
                "public iox cpu calls UInt64 YES",
                "public iox cpu host Dictionary(Int32, Utf8) YES",
                "public iox cpu load Int64 YES",
                "public iox cpu note Utf8 YES",
                "public iox cpu region Dictionary(Int32, Utf8) YES",
                "public iox cpu time Timestamp(ns) NO",
                "public iox cpu up Boolean YES",
                "public iox cpu usage Float64 YES",
            ],
            result.Lines);
        Assert.Equal(4, (await cpu.Database.QueryAsync("show columns in iox.mixed")).Rows.Count);
        Assert.Equal("Error during planning: table 'public.iox.nope' not found", (await cpu.Database.FailAsync("show columns from nope")).Message);
    }

    [Fact]
    public async Task InformationSchemaColumns()
    {
        SqlResult result = await cpu.Database.QueryAsync("select * from information_schema.columns where table_schema = 'iox' and table_name = 'one' order by ordinal_position");
        Assert.Equal(
            [
                "table_catalog", "table_schema", "table_name", "column_name", "ordinal_position", "column_default", "is_nullable", "data_type",
                "character_maximum_length", "character_octet_length", "numeric_precision", "numeric_precision_radix", "numeric_scale", "datetime_precision", "interval_type",
            ],
            result.Names);
        Assert.Equal("UInt64", result.Types[4]);
        Assert.Equal(["public iox one time 0 - NO Timestamp(ns) - - - - - - -", "public iox one value 1 - YES Int64 - - - - - - -"], result.Lines);
    }

    [Fact]
    public async Task TagsDifferFromStringFields()
    {
        SqlResult result = await cpu.Database.QueryAsync(
            "select column_name from information_schema.columns where table_name = 'cpu' and data_type = 'Dictionary(Int32, Utf8)' order by column_name");
        Assert.Equal(["host", "region"], result.Lines);
        Assert.Equal(["note"], (await cpu.Database.QueryAsync("select column_name from information_schema.columns where table_name = 'cpu' and data_type = 'Utf8'")).Lines);
    }

    [Theory]
    [InlineData("schemata", 2)]
    [InlineData("views", 11)]
    [InlineData("df_settings", 0)]
    [InlineData("parameters", 0)]
    public async Task OtherViews(string view, int rows) => Assert.Equal(rows, (await cpu.Database.QueryAsync($"select * from information_schema.{view}")).Rows.Count);

    [Fact]
    public async Task RoutinesListWhatCanBeCalled() => Assert.Equal(
        ["avg", "date_bin", "row_number"],
        (await cpu.Database.QueryAsync("select routine_name from information_schema.routines where routine_name in ('avg', 'date_bin', 'row_number', 'read_csv') order by 1")).Lines);

    [Fact]
    public async Task InfluxDbSchema()
    {
        SqlResult result = await cpu.Database.QueryAsync("select * from system.influxdb_schema where measurement = 'cpu' order by key");
        Assert.Equal(["measurement", "key", "data_type"], result.Names);
        Assert.Equal(
            ["cpu calls uinteger", "cpu host tag", "cpu load integer", "cpu note string", "cpu region tag", "cpu time time", "cpu up boolean", "cpu usage float"],
            result.Lines);
    }

    [Fact]
    public async Task EmptyDatabase()
    {
        using SqlDatabase database = await SqlDatabase.WithAsync("m v=1 1");
        Assert.Empty((await database.QueryAsync("select * from information_schema.columns where table_name = 'nope'")).Rows);
        Assert.Equal(["m"], (await database.QueryAsync("select table_name from information_schema.tables where table_schema = 'iox'")).Lines);
    }

    [Fact]
    public async Task Explain()
    {
        SqlResult result = await cpu.Database.QueryAsync("explain select host, avg(usage) as u from cpu where time > '2024-01-01' group by host order by host limit 3");
        Assert.Equal(["plan_type", "plan"], result.Names);
        Assert.Equal(["Utf8", "Utf8"], result.Types);
        Assert.Equal(["logical_plan", "physical_plan"], result.Column("plan_type"));
        Assert.Equal("Projection: host, u\n  TableScan: cpu", result.Column("plan")[0]);
        Assert.Equal("Error during planning: table 'public.iox.nope' not found", (await cpu.Database.FailAsync("explain select * from nope")).Message);
    }
}
