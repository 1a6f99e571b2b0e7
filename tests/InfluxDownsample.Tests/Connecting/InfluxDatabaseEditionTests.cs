using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Connecting;

/// <summary>The commands on databases, and Remove-InfluxMeasurement, against the recorded shapes of every edition (wire reference 6).</summary>
public sealed class InfluxDatabaseEditionTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private const string Buckets = "/api/v2/buckets?limit=100&offset=0";
    private const string DedicatedPath = "/api/v0/accounts/11111111-1111-4111-8111-111111111111/clusters/33333333-3333-4333-8333-333333333333";

    private readonly HostedEngine _engine = fixture.Engine;

    [Fact]
    public async Task Core_lists_names_and_retention()
    {
        await using RecordedApi api = await RecordedApi.StartAsync(
            ("GET /api/v3/configure/database?format=json", 200, """[{"iox::database":"_internal"},{"iox::database":"raw"},{"iox::database":"telegraf/weekly"},{"iox::database":"forever"}]"""),
            ("GET /api/v3/query_influxql?format=json&q=SHOW%20RETENTION%20POLICIES", 200, """
                [{"iox::database":"_internal","name":"autogen","duration":"168h0m0s"},{"iox::database":"forever","name":"autogen","duration":"0s"},
                 {"iox::database":"raw","name":"autogen","duration":"720h0m0s"},{"iox::database":"telegraf","name":"weekly","duration":"168h0m0s"}]
                """));
        Connect(api, "Core");

        Answer answer = _engine.Run("Get-InfluxDatabase").Succeed();

        Assert.Equal([("forever", null), ("raw", TimeSpan.FromDays(30)), ("telegraf/weekly", TimeSpan.FromDays(7))], answer.Output.Select(Facts));
        Assert.Equal(["_internal"], _engine.Run("(Get-InfluxDatabase _*).Name").Succeed().Texts);
        Assert.All(api.Calls, call => Assert.Equal("Bearer secret", call.Authorization));
    }

    [Theory]
    [InlineData("", """{"db":"new","retention_period":null}""", null)]
    [InlineData("none", """{"db":"new","retention_period":null}""", null)]
    [InlineData("30d", """{"db":"new","retention_period":"30d"}""", "30.00:00:00")]
    [InlineData("1w", """{"db":"new","retention_period":"7d"}""", "7.00:00:00")]
    // 'mo', 'q' and 'y' the server does not know, or counts otherwise.
    [InlineData("1mo", """{"db":"new","retention_period":"30d"}""", "30.00:00:00")]
    [InlineData("1y", """{"db":"new","retention_period":"365d"}""", "365.00:00:00")]
    [InlineData("36h", """{"db":"new","retention_period":"36h"}""", "1.12:00:00")]
    [InlineData("90m", """{"db":"new","retention_period":"90m"}""", "01:30:00")]
    [InlineData("([timespan]'2.00:00:00')", """{"db":"new","retention_period":"2d"}""", "2.00:00:00")]
    public async Task Core_gets_a_retention_period_that_it_understands(string period, string body, string? kept)
    {
        await using RecordedApi api = await RecordedApi.StartAsync(("POST /api/v3/configure/database", 200, ""));
        Connect(api, "Core");

        // Unquoted, as typed: PowerShell itself would read 30d and 1y as numbers.
        PSObject created = Assert.Single(_engine.Run($"New-InfluxDatabase new {(period.Length > 0 ? "-RetentionPeriod" : "")} {period}").Succeed().Output);

        RecordedCall call = Assert.Single(api.Calls);
        Assert.Equal(("POST /api/v3/configure/database", body, "application/json"), (call.Call, call.Body, call.ContentType));
        Assert.Equal(("new", kept is null ? null : TimeSpan.Parse(kept, null)), Facts(created));
    }

    [Theory]
    [InlineData("0d")]
    [InlineData("0")]
    [InlineData("500ms")]
    [InlineData("forever")]
    public async Task A_retention_period_that_cannot_be_right_is_refused_before_any_call(string period)
    {
        await using RecordedApi api = await RecordedApi.StartAsync();
        Connect(api, "Core");

        _engine.Run($"New-InfluxDatabase new -RetentionPeriod {period}").FailWith("InvalidParameter");

        Assert.Empty(api.Calls);
    }

    [Fact]
    public async Task Core_refuses_one_more_than_its_limit_in_its_own_words()
    {
        await using RecordedApi api = await RecordedApi.StartAsync(
            ("POST /api/v3/configure/database", 422, """{"error":"Adding a new database would exceed limit of 5 databases"}"""));
        Connect(api, "Core");

        ErrorRecord error = _engine.Run("New-InfluxDatabase sixth").FailWith("WriteRejected");

        Assert.Contains("Adding a new database would exceed limit of 5 databases", error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, """{"error": "the request was not authenticated"}""", "AuthenticationFailed")]
    [InlineData(403, """{"error": "unauthorized to perform requested action with the token"}""", "PermissionDenied")]
    public async Task A_token_without_the_right_is_a_clear_error(int status, string body, string id)
    {
        await using RecordedApi api = await RecordedApi.StartAsync(("POST /api/v3/configure/database", status, body));
        Connect(api, "Enterprise");

        ErrorRecord error = _engine.Run("New-InfluxDatabase new").FailWith(id);

        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("token", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Core_with_Force_leaves_an_agreeing_database_and_refuses_another()
    {
        await using RecordedApi api = await RecordedApi.StartAsync(
            ("POST /api/v3/configure/database", 409, "attempted to create a resource that already exists"),
            ("GET /api/v3/configure/database?format=json", 200, """[{"iox::database":"raw"}]"""),
            ("GET /api/v3/query_influxql?format=json&q=SHOW%20RETENTION%20POLICIES", 200, """[{"iox::database":"raw","name":"autogen","duration":"720h0m0s"}]"""));
        Connect(api, "Core");

        _engine.Run("New-InfluxDatabase raw -RetentionPeriod 30d").FailWith("DatabaseExists");
        Assert.Equal([("raw", TimeSpan.FromDays(30))], _engine.Run("New-InfluxDatabase raw -RetentionPeriod 30d -Force").Succeed().Output.Select(Facts));
        Assert.Equal([("raw", TimeSpan.FromDays(30))], _engine.Run("New-InfluxDatabase raw -Force").Succeed().Output.Select(Facts));
        ErrorRecord other = _engine.Run("New-InfluxDatabase raw -RetentionPeriod 7d -Force").FailWith("DatabaseExists");
        Assert.Contains("for 30d, not for 7d", other.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serverless_lists_buckets_page_by_page()
    {
        string full = string.Join(',', Enumerable.Range(0, 100).Select(number => $$"""{"id":"{{number}}","orgID":"0123456789abcdef","name":"b{{number:D3}}","retentionRules":[]}"""));
        await using RecordedApi api = await RecordedApi.StartAsync(
            ("GET " + Buckets, 200, $$"""{"links":{},"buckets":[{{full}}]}"""),
            ("GET /api/v2/buckets?limit=100&offset=100", 200, """
                {"links":{},"buckets":[{"id":"1","orgID":"0123456789abcdef","name":"_monitoring","type":"system","retentionRules":[{"type":"expire","everySeconds":604800}]},
                {"id":"2","orgID":"0123456789abcdef","name":"raw","type":"user","retentionRules":[{"type":"expire","everySeconds":2592000}]}]}
                """));
        Connect(api, "CloudServerless");

        Answer answer = _engine.Run("Get-InfluxDatabase").Succeed();

        Assert.Equal(101, answer.Output.Count);
        Assert.Equal(("b000", null), Facts(answer.Output[0]));
        Assert.Equal(("raw", TimeSpan.FromDays(30)), Facts(answer.Output[^1]));
        // The scheme that Serverless documents.
        Assert.All(api.Calls, call => Assert.Equal("Token secret", call.Authorization));
    }

    [Theory]
    [InlineData("-Organization fedcba9876543210", "fedcba9876543210", 0)]
    [InlineData("-Organization Home", "0123456789abcdef", 1)]
    [InlineData("", "0123456789abcdef", 1)]
    public async Task Serverless_creates_a_bucket_in_the_organization(string organization, string id, int lookups)
    {
        await using RecordedApi api = await RecordedApi.StartAsync(
            ("GET " + Buckets, 200, """{"buckets":[{"id":"1","orgID":"0123456789abcdef","name":"_monitoring","retentionRules":[]}]}"""),
            ("POST /api/v2/buckets", 201, """{"id":"3","orgID":"0123456789abcdef","name":"new","retentionRules":[{"type":"expire","everySeconds":2592000}]}"""));
        Connect(api, "CloudServerless", organization);

        _engine.Run("New-InfluxDatabase new -RetentionPeriod 30d").Succeed();
        _engine.Run("New-InfluxDatabase kept").Succeed();

        RecordedCall[] creations = [.. api.Calls.Where(call => call.Call.StartsWith("POST", StringComparison.Ordinal))];
        Assert.Equal(
            [
                $$"""{"orgID":"{{id}}","name":"new","retentionRules":[{"type":"expire","everySeconds":2592000}]}""",
                $$"""{"orgID":"{{id}}","name":"kept","retentionRules":[{"type":"expire","everySeconds":0}]}""",
            ],
            creations.Select(call => call.Body));
        Assert.Equal(2 * lookups, api.Calls.Count - 2);
    }

    [Fact]
    public async Task Serverless_says_quota_shortest_period_and_existing_bucket()
    {
        await using RecordedApi api = await RecordedApi.StartAsync(
            ("POST /api/v2/buckets", 403, """{"code":"forbidden","message":"creating bucket would exceed quota"}"""),
            ("POST /api/v2/buckets", 422, """{"code":"conflict","message":"bucket with name raw already exists"}"""));
        Connect(api, "CloudServerless", "-Organization 0123456789abcdef");

        _engine.Run("New-InfluxDatabase new -RetentionPeriod 30m").FailWith("InvalidParameter");
        Assert.Empty(api.Calls);
        Assert.Contains("creating bucket would exceed quota", _engine.Run("New-InfluxDatabase new").FailWith("PermissionDenied").Exception.Message, StringComparison.Ordinal);
        _engine.Run("New-InfluxDatabase raw").FailWith("DatabaseExists");
    }

    [Theory]
    [InlineData("CloudDedicated", DedicatedPath, DedicatedPath + "/databases")]
    [InlineData("Clustered", "", "/api/v0/databases")]
    [InlineData("Clustered", "/api/v0", "/api/v0/databases")]
    public async Task Dedicated_and_Clustered_use_the_management_API_in_nanoseconds(string edition, string address, string path)
    {
        await using RecordedApi api = await RecordedApi.StartAsync(
            ("GET " + path, 200, """
                [{"name":"DatabaseTwo","maxTables":100,"maxColumnsPerTable":50,"retentionPeriod":300000000000,"partitionTemplate":[{"type":"time","value":"%Y"}]},
                 {"name":"DatabaseOne","maxTables":500,"maxColumnsPerTable":200,"retentionPeriod":0}]
                """),
            ("POST " + path, 200, """{"name":"new","maxTables":500,"maxColumnsPerTable":200,"retentionPeriod":2592000000000000}"""),
            ("POST " + path, 200, """{"name":"kept","maxTables":500,"maxColumnsPerTable":200,"retentionPeriod":0}"""),
            ("POST " + path, 409, """{"code":409,"message":"database already exists"}"""));
        Connect(api, edition, address: address);

        Assert.Equal([("DatabaseOne", null), ("DatabaseTwo", TimeSpan.FromMinutes(5))], _engine.Run("Get-InfluxDatabase").Succeed().Output.Select(Facts));
        _engine.Run("New-InfluxDatabase new -RetentionPeriod 30d; New-InfluxDatabase kept").Succeed();
        _engine.Run("New-InfluxDatabase DatabaseOne").FailWith("DatabaseExists");

        Assert.Equal(
            ["", """{"name":"new","retentionPeriod":2592000000000000}""", """{"name":"kept","retentionPeriod":0}""", """{"name":"DatabaseOne","retentionPeriod":0}"""],
            api.Calls.Select(call => call.Body));
        Assert.All(api.Calls, call => Assert.Equal("Bearer secret", call.Authorization));
    }

    [Fact]
    public async Task Dedicated_without_its_management_address_says_where_that_is()
    {
        await using RecordedApi api = await RecordedApi.StartAsync();
        Connect(api, "CloudDedicated");

        ErrorRecord error = _engine.Run("Get-InfluxDatabase").FailWith("InvalidParameter");

        Assert.Contains("https://console.influxdata.com/api/v0/accounts/", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(api.Calls);
    }

    [Fact]
    public async Task Core_changes_and_removes_in_the_calls_that_were_recorded()
    {
        await using RecordedApi api = await RecordedApi.StartAsync(
            ("PUT /api/v3/configure/database", 200, ""),
            ("DELETE /api/v3/configure/database?db=raw", 200, ""),
            ("DELETE /api/v3/configure/database?db=raw&hard_delete_at=now", 200, ""),
            ("DELETE /api/v3/configure/table?db=raw&table=a%20%26b", 200, ""),
            ("DELETE /api/v3/configure/table?db=raw&table=a&hard_delete_at=now", 200, ""));
        Connect(api, "Core");

        _engine.Run("Set-InfluxDatabase raw 30d -Force; Set-InfluxDatabase raw None -Force; Remove-InfluxDatabase raw -Force; Remove-InfluxDatabase raw -Permanent -Force").Succeed();
        _engine.Run("Remove-InfluxMeasurement 'a &b' -Database raw -Force; Remove-InfluxMeasurement a -Database raw -Permanent -Force").Succeed();

        Assert.Equal(["{\"db\":\"raw\",\"retention_period\":\"30d\"}", "{\"db\":\"raw\"}", "", "", "", ""], api.Calls.Select(call => call.Body));
    }

    [Theory]
    // As 3.10 and as 3.6 say it.
    [InlineData("Table t not in DB schema for raw")]
    [InlineData("the requested resource was not found")]
    public async Task Core_tells_what_is_not_there_by_its_lists(string body)
    {
        await using RecordedApi api = await RecordedApi.StartAsync(
            ("PUT /api/v3/configure/database", 404, "the requested resource was not found"),
            ("DELETE /api/v3/configure/table?db=raw&table=t", 404, body),
            ("DELETE /api/v3/configure/table?db=rav&table=t", 404, body),
            ("GET /api/v3/configure/database?format=json", 200, "[{\"iox::database\":\"_internal\"},{\"iox::database\":\"raw\"}]"));
        Connect(api, "Core");

        Assert.Contains("Did you mean 'raw'?", _engine.Run("Set-InfluxDatabase rav 1d -Force").FailWith("DatabaseNotFound").ToString(), StringComparison.Ordinal);
        Assert.Contains("Did you mean 'raw'?", _engine.Run("Remove-InfluxMeasurement t -Database rav -Force").FailWith("DatabaseNotFound").ToString(), StringComparison.Ordinal);
        _engine.Run("Remove-InfluxMeasurement t -Database raw -Force").FailWith("MeasurementNotFound");
    }

    [Fact]
    public async Task Serverless_changes_and_removes_buckets_by_id_and_can_remove_no_measurement()
    {
        await using RecordedApi api = await RecordedApi.StartAsync(
            ("GET " + Buckets, 200, """{"buckets":[{"id":"0a1","orgID":"0123456789abcdef","name":"raw","retentionRules":[]},{"id":"0a2","orgID":"0123456789abcdef","name":"hourly","retentionRules":[]}]}"""),
            ("PATCH /api/v2/buckets/0a2", 200, """{"id":"0a2","name":"hourly","retentionRules":[{"type":"expire","everySeconds":86400}]}"""),
            ("DELETE /api/v2/buckets/0a1", 204, ""));
        Connect(api, "CloudServerless");

        _engine.Run("Set-InfluxDatabase hourly 1d -Force; Set-InfluxDatabase hourly None -Force; Remove-InfluxDatabase raw -Permanent -Force").Succeed();
        _engine.Run("Remove-InfluxDatabase raws -Force").FailWith("DatabaseNotFound");
        _engine.Run("Set-InfluxDatabase hourly 30m -Force").FailWith("InvalidParameter");
        ErrorRecord unable = _engine.Run("Remove-InfluxMeasurement m -Database raw -Force").FailWith("InvalidParameter");

        Assert.Equal("Cloud Serverless can't remove a measurement of a bucket.", unable.Exception.Message);
        Assert.Equal(
            ["{\"retentionRules\":[{\"type\":\"expire\",\"everySeconds\":86400}]}", "{\"retentionRules\":[{\"type\":\"expire\",\"everySeconds\":0}]}", ""],
            api.Calls.Where(call => !call.Call.StartsWith("GET", StringComparison.Ordinal)).Select(call => call.Body));
    }

    [Theory]
    [InlineData("CloudDedicated", DedicatedPath, DedicatedPath + "/databases")]
    [InlineData("Clustered", "", "/api/v0/databases")]
    public async Task Dedicated_and_Clustered_change_and_remove_by_name(string edition, string address, string path)
    {
        await using RecordedApi api = await RecordedApi.StartAsync(
            ("PATCH " + path + "/raw", 200, """{"name":"raw","maxTables":500,"maxColumnsPerTable":200,"retentionPeriod":86400000000000}"""),
            ("DELETE " + path + "/raw", 204, ""),
            ("DELETE " + path + "/raw/tables/cpu", 204, ""),
            ("GET " + path, 200, """[{"name":"raw","retentionPeriod":0}]"""));
        Connect(api, edition, address: address);

        _engine.Run("Set-InfluxDatabase raw 1d -Force; Set-InfluxDatabase raw None -Force; Remove-InfluxMeasurement cpu -Database raw -Force; Remove-InfluxDatabase raw -Force").Succeed();
        _engine.Run("Remove-InfluxDatabase rav -Force").FailWith("DatabaseNotFound");

        Assert.Equal(["{\"retentionPeriod\":86400000000000}", "{\"retentionPeriod\":0}"], api.Calls.Where(call => call.Body.Length > 0).Select(call => call.Body));
        Assert.All(api.Calls, call => Assert.Equal("Bearer secret", call.Authorization));
    }

    private void Connect(RecordedApi api, string edition, string more = "", string address = "")
        => _engine.Run($"Connect-InfluxDatabase '{api.Address.GetLeftPart(UriPartial.Authority)}{address}' -Token secret -Edition {edition} -SkipCheck {more}").Succeed();

    private static (string Name, TimeSpan? Kept) Facts(PSObject database)
        => ((string)database.Properties["Name"].Value, (TimeSpan?)database.Properties["RetentionPeriod"].Value);
}
