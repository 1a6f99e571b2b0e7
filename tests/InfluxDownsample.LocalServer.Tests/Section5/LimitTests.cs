using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Section5;

/// <summary>Wire reference 5.6: limits, their texts, and that they can be raised.</summary>
public sealed class LimitTests
{
    [Fact]
    public void Defaults_AreThoseOfCore()
    {
        LocalServerOptions options = new();
        Assert.Equal((5, 2000, 500, 432, 10_485_760, 8192), (options.MaxDatabases, options.MaxTables, options.MaxColumnsPerTable, options.QueryFileLimit, options.MaxRequestBytes, options.RowsPerBatch));
    }

    [Fact]
    public async Task Databases_AreLimited_DeletedOnesDoNotCount()
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options with { MaxDatabases = 2 });
        await server.WriteAsync("m f=1 1", "db=a");
        await server.WriteAsync("m f=1 1", "db=b");
        HttpAnswer v3 = await server.WriteAsync("m f=1 1", "db=c");
        Assert.Equal((422, "{\"error\":\"Adding a new database would exceed limit of 2 databases\"}"), (v3.Status, v3.Body));
        HttpAnswer v2 = await server.WriteAsync("m f=1 1", "bucket=c", "/api/v2/write");
        Assert.Equal((400, "{\"code\":\"invalid\",\"message\":\"write buffer error: catalog update error: Adding a new database would exceed limit of 2 databases\"}"), (v2.Status, v2.Body));
        HttpAnswer create = await server.SendJsonAsync(HttpMethod.Post, "/api/v3/configure/database", "{\"db\":\"c\"}");
        Assert.Equal(422, create.Status);
        await server.SendAsync(HttpMethod.Delete, "/api/v3/configure/database?db=a");
        Assert.Equal(204, (await server.WriteAsync("m f=1 1", "db=c")).Status);
    }

    [Fact]
    public async Task Tables_AreLimitedOverAllDatabases_DeletingADatabaseFreesItsTables()
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options with { MaxTables = 3 });
        await server.WriteAsync("m1 f=1 1\nm2 f=1 1", "db=a");
        HttpAnswer answer = await server.WriteAsync("m1 f=1 1\nm2 f=1 1", "db=b");
        Assert.Equal(422, answer.Status);
        Assert.Contains(
            "\"error_message\":\"Update to schema would exceed number of tables limit: attempted to create table but already have 3 table(s) (limit: 3)\"", answer.Body);
        await server.SendAsync(HttpMethod.Delete, "/api/v3/configure/database?db=a");
        Assert.Equal(204, (await server.WriteAsync("m2 f=1 1", "db=b")).Status);
    }

    [Fact]
    public async Task Columns_AreLimitedPerTable_TimeDoesNotCount()
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options with { MaxColumnsPerTable = 3 });
        Assert.Equal(204, (await server.WriteAsync("m,a=1 f=1,g=1 1")).Status);
        HttpAnswer answer = await server.WriteAsync("m h=1 1\nm,a=2 f=2 2");
        Assert.Equal(422, answer.Status);
        Assert.Contains("\"error_message\":\"Update to schema would exceed number of columns per table limit of 3 columns\"", answer.Body);
        Assert.Equal(["2"], (await server.SqlAsync("SELECT count(*) AS n FROM m")).Rows);
    }

    [Fact]
    public async Task FiveHundredColumns_Fit()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Assert.Equal(204, (await server.WriteAsync("m " + string.Join(',', Enumerable.Range(0, 500).Select(i => $"f{i}={i}")) + " 1")).Status);
        Assert.Equal(422, (await server.WriteAsync("m f500=1 1")).Status);
        Assert.Equal(["499"], (await server.SqlAsync("SELECT f499 FROM m")).Rows);
    }
}
