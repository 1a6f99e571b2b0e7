using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Writing;

/// <summary>What two versions of InfluxDB 3 Core answer to writes, as recorded: what is told of it, and what is asked again.</summary>
public sealed class WriteRefusalTests : IDisposable
{
    private const string Strict = "POST /api/v3/write_lp?db=db&precision=nanosecond&accept_partial=false";
    private const string Partial = "POST /api/v3/write_lp?db=db&precision=nanosecond&accept_partial=true";
    private const string V2 = "POST /api/v2/write?bucket=db&precision=ns";
    private const string OnePoint = "@{ time = 1; v = 1.5 } | Write-InfluxPoints m -SkipSchemaCheck";

    private readonly HostedEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData(500, "error decoding gzip stream: invalid gzip header", "WriteRejected")]
    [InlineData(400, "error decoding gzip stream: invalid gzip header", "WriteRejected")]
    [InlineData(500, "body content is not valid utf8: invalid utf-8 sequence of 1 bytes from index 135", "WriteRejected")]
    [InlineData(500, "max request size (10485760 bytes) exceeded", "WriteRejected")]
    [InlineData(413, "max request size (10485760 bytes) exceeded", "WriteRejected")]
    [InlineData(401, "", "AuthenticationFailed")]
    [InlineData(401, """{"error": "the request was not authenticated"}""", "AuthenticationFailed")]
    public async Task RefusalForGood_HasItsIdAndIsAskedOnce(int status, string body, string id)
    {
        await using RecordedApi api = await RecordedApi.StartAsync((Strict, status, body));
        Connect(api);

        ErrorRecord error = _engine.Run(OnePoint).FailWith(id);

        Assert.Single(api.Calls);
        Assert.Contains(body.Length == 0 ? "the request was not authenticated" : body.Trim('{', '}').Split('"', StringSplitOptions.RemoveEmptyEntries)[^1], error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BodyTooLarge_IsHalvedAlsoWhereItIsCalledAnInternalError()
    {
        await using RecordedApi api = await RecordedApi.StartAsync();
        api.Answering = call => Task.FromResult<(int, string)?>(
            call.Body.Count(static character => character == '\n') > 2 ? (500, "max request size (10485760 bytes) exceeded") : (204, ""));
        Connect(api);

        PSObject result = Assert.Single(_engine.Run("1..4 | ForEach-Object { @{ time = $_; v = 1.5 } } | Write-InfluxPoints m -SkipSchemaCheck").Succeed().Output);

        Assert.Equal((4L, 3L, 0L), ((long)result.Properties["PointsWritten"].Value, (long)result.Properties["Requests"].Value, (long)result.Properties["Retries"].Value));
    }

    [Theory]
    [InlineData("parsing failed for write_lp endpoint")]
    [InlineData("line protocol parsing error")]
    public async Task StrictRefusal_NamesLineAndReasonInTheWordsOfBothVersions(string words)
    {
        await using RecordedApi api = await RecordedApi.StartAsync(
            (Strict, 400, $$"""{"error":"{{words}}","data":{"error_message":"invalid configuration provided: field key cannot contain control characters","line_number":2,"original_line":"m v=1.5 2"} }"""));
        Connect(api);

        ErrorRecord error = _engine.Run("$bad = @{ time = 2; v = 1.5 }; @{ time = 1; v = 1.5 }, $bad | Write-InfluxPoints m -SkipSchemaCheck").FailWith("WriteRejected");

        Assert.Same(_engine.Get("bad"), error.TargetObject);
        Assert.Contains("field key cannot contain control characters", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("give the column another name", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("write buffer error: parsing for line protocol failed")]
    [InlineData("write buffer error: line protocol parse failed: invalid column type for column 'v', expected iox::column_type::field::float, got iox::column_type::field::string")]
    public async Task V2Refusal_IsTracedToItsLineAlsoWhereTheServerNamesNone(string words)
    {
        await using RecordedApi api = await RecordedApi.StartAsync();
        api.Answering = call => Task.FromResult<(int, string)?>(
            call.Body.Contains('"') ? (400, $$"""{"code":"invalid","message":"{{words}}"}""") : (204, ""));
        Connect(api, "&writeUseV2Api=true");
        const string Input = "$bad = @{ time = 2; w = 'text' }; @{ time = 1; v = 1.5 }, $bad, @{ time = 3; v = 1.5 }";

        ErrorRecord strict = _engine.Run($"{Input} | Write-InfluxPoints m -SkipSchemaCheck").FailWith("WriteRejected");
        Assert.Contains(words, strict.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("-AcceptPartial finds it", strict.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        ErrorRecord alone = _engine.Run("$bad | Write-InfluxPoints m -SkipSchemaCheck").FailWith("WriteRejected");
        Assert.Same(_engine.Get("bad"), alone.TargetObject);
        Assert.Contains(" The line is 'm w=\"text\" 2'.", alone.Exception.Message, StringComparison.Ordinal);
        Answer partial = _engine.Run($"{Input} | Write-InfluxPoints m -SkipSchemaCheck -AcceptPartial");

        Assert.Same(_engine.Get("bad"), partial.FailWith("PartialWrite").TargetObject);
        Assert.Equal(2L, partial.Output[0].Properties["PointsWritten"].Value);
    }

    [Theory]
    [InlineData("write buffer error: catalog update error: Adding a new database would exceed limit of 5 databases")]
    [InlineData("namespace name 'no space' contains invalid character, character number 2 is not allowed")]
    [InlineData("no org/bucket destination provided")]
    public async Task RefusalOfTheWholeRequest_IsNotSearchedForALine(string words)
    {
        await using RecordedApi api = await RecordedApi.StartAsync((V2, 400, $$"""{"code":"invalid","message":"{{words}}"}"""));
        Connect(api, "&writeUseV2Api=true");

        _engine.Run("1..8 | ForEach-Object { @{ time = $_; v = 1.5 } } | Write-InfluxPoints m -SkipSchemaCheck -AcceptPartial").FailWith("WriteRejected");

        Assert.Single(api.Calls);
        Assert.DoesNotContain("-AcceptPartial", $"{_engine.Run(OnePoint).FailWith("WriteRejected").ErrorDetails?.RecommendedAction}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("String is greater than 64KB", "64 KiB")]
    [InlineData("Update to schema would exceed number of columns per table limit of 500 columns", "Write fewer columns")]
    [InlineData("Update to schema would exceed the field limit (100) for field family 'fam'", "'::'")]
    public async Task LimitOfTheServer_SaysWhatToDo(string words, string cure)
    {
        await using RecordedApi api = await RecordedApi.StartAsync(
            (Partial, 400, $$"""{"error":"partial write of line protocol occurred","data":[{"error_message":"{{words}}","line_number":1,"original_line":"m v=1.5 1"}]}"""));
        Connect(api);

        ErrorRecord error = _engine.Run($"{OnePoint} -AcceptPartial").FailWith("PartialWrite");

        Assert.Contains(words, error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(cure, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LongLine_IsQuotedShortly()
    {
        await using RecordedApi api = await RecordedApi.StartAsync(
            (Strict, 400, $$"""{"error":"line protocol parsing error","data":{"error_message":"Expected at least one space character, got `{{new string('y', 500_000)}}`","line_number":1,"original_line":"m v=\"xxx"} }"""),
            (Partial, 400, $$"""{"error":"partial write of line protocol occurred","data":[{"error_message":"Expected at least one space character, got `{{new string('y', 500_000)}}`","line_number":1,"original_line":"m v=\"xxx"}]}"""));
        Connect(api);
        const string Input = "@{ time = 1; v = 'x' * 900000 } | Write-InfluxPoints m -SkipSchemaCheck";

        Assert.InRange(_engine.Run(Input).FailWith("WriteRejected").ToString().Length, 200, 1000);
        Assert.InRange(_engine.Run($"{Input} -AcceptPartial").FailWith("PartialWrite").ToString().Length, 200, 1000);
    }

    [Fact]
    public async Task StrictWriteOfTwoLanes_TellsTheCountAfterBothHaveEnded()
    {
        await using RecordedApi api = await RecordedApi.StartAsync();
        var refused = new TaskCompletionSource();
        api.Answering = async call =>
        {
            switch (call.Body)
            {
                case "a v=1 1\n":
                    return (204, "");
                case "b v=2 2\n":
                    refused.SetResult();
                    return (400, """{"error":"line protocol parsing error","data":{"error_message":"refused","line_number":1,"original_line":"b v=2 2"}}""");
                default:
                    await refused.Task;
                    return (204, "");
            }
        };
        Connect(api);

        ErrorRecord error = _engine.Run("""
            & { 'a', 'b' | ForEach-Object { $n++; @{ 'iox::measurement' = $_; time = $n; v = [double]$n } }
                3..40 | ForEach-Object { @{ 'iox::measurement' = "c$_"; time = $_; v = [double]$_ } } } |
                Write-InfluxPoints -SkipSchemaCheck -BatchSize 1 -ThrottleLimit 2
            """).FailWith("WriteRejected");

        int confirmed = api.Calls.Count(static call => call.Body != "b v=2 2\n");
        Assert.Contains($" {confirmed} {(confirmed == 1 ? "point" : "points")} had been confirmed.", error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CloudServerless", "Get-InfluxDatabase", "QueryRejected")]
    [InlineData("Core", "Get-InfluxDatabase", "QueryRejected")]
    [InlineData("Core", "New-InfluxDatabase new", "WriteRejected")]
    public async Task WrongEdition_IsNoRefusedWriteForARead(string edition, string command, string id)
    {
        await using RecordedApi api = await RecordedApi.StartAsync();
        _engine.Run($"Connect-InfluxDatabase '{api.Address}' db -Edition {edition} -SkipCheck").Succeed();

        ErrorRecord error = _engine.Run(command).FailWith(id);

        Assert.Contains("-Edition", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsNoInfluxDb_IsConnectionFailed()
    {
        await using RecordedApi api = await RecordedApi.StartAsync(("GET /ping", 404, "<html>not here</html>"));

        _engine.Run($"Connect-InfluxDatabase '{api.Address}' db").FailWith("ConnectionFailed");
    }

    [Fact]
    public void TextOverTheLimit_IsRefusedForItsPointAlone()
    {
        Answer answer = _engine.Run("""
            @{ time = 1; v = 'x' * 1048577 }, @{ time = 2; v = 'x' * 1048576 } | ConvertTo-InfluxLineProtocol m
            @{ time = 3; v = 1; tag = 'x' * 1048577 } | ConvertTo-InfluxLineProtocol m -TagColumn tag
            """);

        Assert.Equal(["PointInvalid", "PointInvalid"], answer.Errors.Select(static error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal([1_048_576 + "m v=\"\" 2".Length], answer.Texts.Select(static line => line.Length));
    }

    private void Connect(RecordedApi api, string more = "")
        => _engine.Run($"Connect-InfluxDatabase '{api.Address}' db -Edition Core -SkipCheck; $PSDefaultParameterValues['*:Connection'] = '{api.Address}?database=db&edition=Core{more}'").Succeed();
}
