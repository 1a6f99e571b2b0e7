using InfluxDownsample.LocalServer.InfluxQl;
using InfluxDownsample.LocalServer.Query;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.InfluxQl;

/// <summary>Wire reference 4.3: SHOW. now() is 2024-01-02T00:00:00Z.</summary>
public sealed class Section4_3ShowTests(Section4_3ShowTests.Rooms rooms) : IClassFixture<Section4_3ShowTests.Rooms>
{
    public sealed class Rooms : IDisposable
    {
        private readonly Lazy<Task<InfluxQlDatabase>> _database = new(() => InfluxQlDatabase.WithAsync(
            $"climate,room=lab,floor=1 t=1,n=1i {InfluxQlDatabase.At("2024-01-01T12:00:00Z")}",
            $"climate,room=office t=2,u=1u,ok=true {InfluxQlDatabase.At("2024-01-01T13:00:00Z")}",
            $"climate,room=attic t=3,s=\"x\" {InfluxQlDatabase.At("2023-01-01T00:00:00Z")}",
            $"power,meter=m1 w=1 {InfluxQlDatabase.At("2023-01-01T00:00:00Z")}"));

        internal Task<InfluxQlDatabase> Database => _database.Value;

        public void Dispose() => _database.Value.GetAwaiter().GetResult().Dispose();
    }

    [Theory]
    [InlineData("SHOW MEASUREMENTS", "climate|power")]
    [InlineData("show measurements limit 1 offset 1", "power")]
    [InlineData("SHOW MEASUREMENTS WITH MEASUREMENT = power", "power")]
    [InlineData("SHOW MEASUREMENTS WITH MEASUREMENT =~ /^c/", "climate")]
    [InlineData("SHOW MEASUREMENTS WITH MEASUREMENT = nothing", "")]
    [InlineData("SHOW MEASUREMENTS WHERE meter = 'm1'", "")]
    [InlineData("SHOW MEASUREMENTS WHERE meter = 'm1' AND time > 0", "power")]
    [InlineData("SHOW MEASUREMENTS WHERE time > '2023-06-01'", "climate")]
    [InlineData("SHOW TAG KEYS", "climate floor|climate room|power meter")]
    [InlineData("SHOW TAG KEYS FROM climate, power LIMIT 1", "climate floor|power meter")]
    [InlineData("SHOW TAG KEYS FROM /p/", "power meter")]
    [InlineData("SHOW TAG KEYS WHERE room = 'office'", "climate room")]
    [InlineData("SHOW TAG KEYS WHERE time < '2024-01-01'", "climate room|power meter")]
    [InlineData("SHOW FIELD KEYS", "climate n integer|climate ok boolean|climate s string|climate t float|climate u unsigned|power w float")]
    [InlineData("SHOW FIELD KEYS FROM climate LIMIT 2 OFFSET 1", "climate ok boolean|climate s string")]
    [InlineData("SHOW TAG VALUES WITH KEY = room", "climate room lab|climate room office")]
    [InlineData("SHOW TAG VALUES WITH KEY = room WHERE time > 0", "climate room attic|climate room lab|climate room office")]
    [InlineData("SHOW TAG VALUES WITH KEY IN (room, meter, nothing) WHERE time > 0 LIMIT 1", "climate room attic|power meter m1")]
    [InlineData("SHOW TAG VALUES FROM climate WITH KEY != room", "climate floor 1|climate floor ")]
    [InlineData("SHOW TAG VALUES WITH KEY =~ /oo/ WHERE t > 1", "climate floor |climate room office")]
    [InlineData("SHOW TAG VALUES WITH KEY !~ /room|meter/", "climate floor 1|climate floor ")]
    [InlineData("SHOW TAG VALUES WITH KEY = meter", "")]
    public async Task Schema_statements(string query, string expected)
    {
        InfluxQlDatabase database = await rooms.Database;

        InfluxQlResult result = await database.QueryAsync(query);

        bool isList = query.StartsWith("SHOW MEAS", StringComparison.OrdinalIgnoreCase);
        Assert.Equal(expected, string.Join('|', result.Rows.Select(row => string.Join(' ', isList ? row.Skip(1) : row))));
        Assert.All(result.Rows, row => Assert.True(!isList || (string?)row[0] == "measurements"));
        string[] names = query.ToUpperInvariant() switch
        {
            var text when text.StartsWith("SHOW MEAS", StringComparison.Ordinal) => ["name"],
            var text when text.StartsWith("SHOW TAG KEYS", StringComparison.Ordinal) => ["tagKey"],
            var text when text.StartsWith("SHOW FIELD", StringComparison.Ordinal) => ["fieldKey", "fieldType"],
            _ => ["key", "value"],
        };
        Assert.Equal(["iox::measurement", .. names], result.Names);
        Assert.All(result.Types, type => Assert.Equal("Utf8", type));
    }

    [Fact]
    public async Task Retention_policies_over_Flight_are_one_fixed_row()
    {
        InfluxQlDatabase database = await rooms.Database;

        InfluxQlResult result = await database.QueryAsync("SHOW RETENTION POLICIES");

        Assert.Equal(["iox::measurement", "name", "duration", "shardGroupDuration", "replicaN", "default"], result.Names);
        Assert.Equal(["retention_policies", "autogen", "0s", "168h0m0s", 1L, true], result.Rows.Single());
    }

    [Theory]
    [InlineData("SHOW DATABASES", "SHOW DATABASES")]
    [InlineData("SHOW TAG KEYS ON other", "SHOW TAG KEYS ON <database>")]
    [InlineData("SHOW MEASUREMENTS ON other.weekly", "SHOW MEASUREMENTS ON <database>")]
    [InlineData("SHOW FIELD KEYS FROM other..climate", "database name in from clause")]
    [InlineData("SHOW RETENTION POLICIES ON other", "SHOW RETENTION POLICIES ON <database>")]
    public async Task Other_databases_are_out_of_reach_over_Flight(string query, string message)
    {
        InfluxQlDatabase database = await rooms.Database;

        QueryException error = await database.FailAsync(query);

        Assert.Equal(QueryErrorKind.NotImplemented, error.Kind);
        Assert.Equal("This feature is not implemented: " + message, error.Message);
    }

    [Fact]
    public async Task Over_http_databases_and_their_retention_are_listed()
    {
        InfluxQlDatabase database = await rooms.Database;

        InfluxQlResult databases = await database.RunAsync(ServerShow.Databases([("gone-20240101", true), ("b", false), ("a", false)]));
        InfluxQlResult policies = await database.RunAsync(ServerShow.RetentionPolicies([("b/weekly", TimeSpan.FromDays(7)), ("a", null), ("c", TimeSpan.FromMinutes(90))], CoreVersion.Core310));

        Assert.Equal(["iox::database", "deleted"], databases.Names);
        Assert.Equal([["a", false], ["b", false], ["gone-20240101", true]], databases.Rows);
        Assert.Equal(["iox::database", "name", "duration"], policies.Names);
        Assert.Equal([["a", "autogen", "0s"], ["b", "weekly", "168h0m0s"], ["c", "autogen", "1h30m0s"]], policies.Rows);
    }

    [Theory]
    [InlineData("SELECT v FROM m", null)]
    [InlineData("SELECT v FROM db1.autogen.m", "db1")]
    [InlineData("SELECT v FROM db1..m", "db1")]
    [InlineData("SELECT v FROM db1.weekly.m", "db1/weekly")]
    [InlineData("SELECT v FROM (SELECT v FROM \"d b\"..m)", "d b")]
    [InlineData("SHOW TAG KEYS ON db1", "db1")]
    [InlineData("SHOW MEASUREMENTS ON db1.weekly", "db1/weekly")]
    [InlineData("SHOW RETENTION POLICIES ON db1", "db1")]
    [InlineData("SHOW DATABASES", null)]
    public void Over_http_a_statement_may_name_its_database(string query, string? expected)
    {
        (Statement statement, string? database) = DatabaseReference.Take(InfluxQlPlanner.ParseStatements(query).Single());

        Assert.Equal(expected, database);
        Assert.Null(DatabaseReference.Take(statement).Database);
    }

    [Fact]
    public void Two_databases_in_one_statement_are_refused()
    {
        QueryException error = Assert.Throws<QueryException>(() => DatabaseReference.Take(InfluxQlPlanner.ParseStatements("SELECT v FROM a..m, b..m").Single()));

        Assert.Contains("can only perform queries on a single database", error.Message, StringComparison.Ordinal);
    }
}
