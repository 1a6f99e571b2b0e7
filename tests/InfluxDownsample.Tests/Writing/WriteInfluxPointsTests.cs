using System.Collections;
using System.Management.Automation;
using InfluxDownsample.LocalServer;
using InfluxDownsample.LocalServer.Faults;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Writing;

/// <summary>Write-InfluxPoints against the local server over real sockets.</summary>
public sealed class WriteInfluxPointsTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private readonly HostedEngine _engine = fixture.Engine;
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options with { Token = "right-token" });
        _engine.Run($"Connect-InfluxDatabase {_server.Address} db -Token right-token").Succeed();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
    }

    [Fact]
    public void EveryType_ReadsBackBitExact()
    {
        Answer written = _engine.Run("""
            [pscustomobject]@{ time = [long]-123456789; room = 'a b,c=d'; i = [long]::MinValue; u = [uint64]::MaxValue; f = 0.1; z = -0.0; big = 1e308; small = 5e-324; b = $true; s = '' },
            [pscustomobject]@{ time = [long]1700000000123456789; room = 'ß😀'; i = [long]::MaxValue; u = [uint64]0; f = 1/3; z = 0.0; big = -1e308; small = -5e-324; b = $false; s = "q`"\`n" } |
                Write-InfluxPoints exact -TagColumn room
            """).Succeed();
        PSObject result = Assert.Single(written.Output);
        Assert.Equal((2L, 2L, 0L, 0L), (Count(result, "PointsReceived"), Count(result, "PointsWritten"), Count(result, "PointsSkipped"), Count(result, "PointsRejected")));
        Assert.Equal(("db", "exact"), (result.Properties["Database"].Value, result.Properties["Measurement"].Value));

        Answer read = _engine.Run("""
            Invoke-InfluxQuery 'SELECT * FROM exact ORDER BY time' | ForEach-Object {
                $_.GetNanoseconds('time'), $_.room, $_.i, $_.u, $_.f, [System.BitConverter]::DoubleToInt64Bits($_.z), $_.big, $_.small, $_.b, $_.s
            }
            """).Succeed();
        Assert.Equal(
            [
                -123456789L, "a b,c=d", long.MinValue, ulong.MaxValue, 0.1, BitConverter.DoubleToInt64Bits(-0.0), 1e308, 5e-324, true, "",
                1700000000123456789L, "ß😀", long.MaxValue, 0UL, 1d / 3, 0L, -1e308, -5e-324, false, "q\"\\\n",
            ],
            read.Values);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-AsBatch")]
    public void QueryToWrite_KeepsTagsWithoutNamingThem(string asBatch)
    {
        _engine.Run("@{ time = 1; room = 'office'; temperature = 20.5; note = 'text field' } | Write-InfluxPoints raw -TagColumn room").Succeed();

        _engine.Run($"Invoke-InfluxQuery 'SELECT * FROM raw' {asBatch} | Write-InfluxPoints copy").Succeed();

        Assert.Equal(
            ["copy,room=office note=\"text field\",temperature=20.5 1"],
            _engine.Run("Invoke-InfluxQuery 'SELECT * FROM copy' | ConvertTo-InfluxLineProtocol copy").Succeed().Texts);
    }

    [Fact]
    public void RowsWithoutAField_AreSkippedAndCounted()
    {
        PSObject result = Assert.Single(_engine.Run("""
            @{ time = 1; v = 1.5; w = $null }, @{ time = 2; v = $null; w = $null }, @{ time = 3; v = [double]::NaN; w = $null } | Write-InfluxPoints m
            """).Succeed().Output);

        Assert.Equal((3L, 1L, 2L), (Count(result, "PointsReceived"), Count(result, "PointsWritten"), Count(result, "PointsSkipped")));
        var reasons = (IDictionary<string, long>)result.Properties["SkipReasons"].Value;
        Assert.Equal((1L, 1L), (reasons["NoFields"], reasons["NonFinite"]));
    }

    [Fact]
    public void OneBadObject_IsAnErrorAndTheOthersAreWritten()
    {
        Answer answer = _engine.Run("""$bad = @{ v = 2.0 }; @{ time = 1; v = 1.0 }, $bad, @{ time = 3; v = 3.0 } | Write-InfluxPoints m""");

        Assert.Same(_engine.Get("bad"), answer.FailWith("PointInvalid").TargetObject);
        Assert.Equal((2L, 1L), (Count(answer.Output[0], "PointsWritten"), Count(answer.Output[0], "PointsRejected")));
    }

    [Fact]
    public void SeveralBatches_AreSeveralRequestsAndAllPointsArrive()
    {
        PSObject result = Assert.Single(_engine.Run("1..25 | ForEach-Object { @{ time = $_; room = \"r$($_ % 3)\"; v = $_ } } | Write-InfluxPoints m -TagColumn room -BatchSize 4").Succeed().Output);

        Assert.Equal(25L, Count(result, "PointsWritten"));
        Assert.Equal(_server.Requests.Entries.Count(static request => request.Path == "/api/v3/write_lp"), (int)Count(result, "Requests"));
        Assert.True(Count(result, "Requests") >= 7);
        Assert.Equal([25L], _engine.Run("(Invoke-InfluxQuery 'SELECT count(v) AS n FROM m').n").Values);
    }

    [Fact]
    public void WhatIf_ChecksTheInputAndSendsNothing()
    {
        int before = _server.Requests.Entries.Count;

        Answer answer = _engine.Run("@{ time = 1; v = 1.0 }, @{ v = 2.0 } | Write-InfluxPoints m -WhatIf");

        Assert.Equal(before, _server.Requests.Entries.Count);
        answer.FailWith("PointInvalid");
        Assert.Equal((2L, 0L), (Count(answer.Output[0], "PointsReceived"), Count(answer.Output[0], "PointsWritten")));
    }

    [Fact]
    public void PassThru_ReturnsTheInputObjectsOnceConfirmed()
    {
        Answer answer = _engine.Run("@{ time = 1; v = 1.0 }, @{ time = 2; v = $null }, @{ time = 3; v = 3.0 } | Write-InfluxPoints m -PassThru").Succeed();

        Assert.Equal([1, 3], answer.Values.Select(value => ((Hashtable)value!)["time"]));
        Assert.Contains(_server.Requests.Entries, request => request.Path == "/api/v3/write_lp" && request.Status == 204);
    }

    [Fact]
    public void LineTheServerRefuses_StrictStoresNothingPartialStoresTheRest()
    {
        _engine.Run("@{ time = 1; v = 1.0 } | Write-InfluxPoints m").Succeed();
        const string Input = "$bad = @{ time = 3; v = 'text' }; @{ time = 2; w = 2.0 }, $bad, @{ time = 4; w = 4.0 }";

        ErrorRecord strict = _engine.Run($"{Input} | Write-InfluxPoints m -SkipSchemaCheck").FailWith("WriteRejected");
        Assert.Same(_engine.Get("bad"), strict.TargetObject);
        Assert.Contains("v=\"text\"", strict.Exception.Message, StringComparison.Ordinal);
        Assert.Equal([1L], _engine.Run("(Invoke-InfluxQuery 'SELECT count(*) AS n FROM m').n").Values);

        Answer partial = _engine.Run($"{Input} | Write-InfluxPoints m -AcceptPartial");
        Assert.Same(_engine.Get("bad"), partial.FailWith("PartialWrite").TargetObject);
        Assert.Equal((2L, 1L), (Count(partial.Output[0], "PointsWritten"), Count(partial.Output[0], "PointsRejected")));
        Assert.Equal([3L], _engine.Run("(Invoke-InfluxQuery 'SELECT count(*) AS n FROM m').n").Values);
    }

    [Fact]
    public void AnswerLostAfterStoring_IsRepeatedWithTheSameBytes()
    {
        _engine.Run("@{ time = 0; v = 0.0 } | Write-InfluxPoints m").Succeed();
        _server.Faults.DropAnswers = 1;

        Answer answer = _engine.Run("@{ time = 1; v = 1.0 } | Write-InfluxPoints m -MaxRetry 2 -Verbose").Succeed();

        Assert.Equal((2L, 1L, 1L), (Count(answer.Output[0], "Requests"), Count(answer.Output[0], "Retries"), Count(answer.Output[0], "PointsWritten")));
        LoggedRequest[] writes = [.. _server.Requests.Entries.Where(static request => request.Path == "/api/v3/write_lp").TakeLast(2)];
        Assert.Equal(writes[0].BodyHash, writes[1].BodyHash);
        Assert.Contains(answer.Verbose, static text => text.StartsWith("Retry 1 in ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(400, "WriteRejected")]
    [InlineData(401, "AuthenticationFailed")]
    [InlineData(403, "PermissionDenied")]
    [InlineData(404, "WriteRejected")]
    [InlineData(413, "WriteRejected")]
    [InlineData(422, "WriteRejected")]
    public void StatusThatStays_IsNotRepeated(int status, string id)
    {
        _engine.Run("@{ time = 0; v = 0.0 } | Write-InfluxPoints m").Succeed();
        int before = Writes();
        _server.Faults.FailStatus = status;
        _server.Faults.FailWrites = 1;

        _engine.Run("@{ time = 1; v = 1.0 } | Write-InfluxPoints m").FailWith(id);

        Assert.Equal(before + 1, Writes());
    }

    [Fact]
    public void ServerThatStaysDown_IsWriteFailedAfterTheRetries()
    {
        _engine.Run("@{ time = 0; v = 0.0 } | Write-InfluxPoints m").Succeed();
        _server.Faults.FailStatus = 503;
        _server.Faults.RetryAfterSeconds = 0;
        _server.Faults.FailWrites = 100;

        _engine.Run("@{ time = 1; v = 1.0 } | Write-InfluxPoints m -MaxRetry 3").FailWith("WriteFailed");

        Assert.Equal(96, _server.Faults.FailWrites);
    }

    [Fact]
    public void TagColumnThatNoInputHas_IsColumnNotFoundAndWritesNothing()
    {
        int before = _server.Requests.Entries.Count;

        _engine.Run("@{ time = 1; v = 1.0 } | Write-InfluxPoints m -TagColumn room").FailWith("ColumnNotFound");

        Assert.Equal(before, _server.Requests.Entries.Count);
    }

    [Fact]
    public void WrongToken_IsAuthenticationFailedAndShowsNoToken()
    {
        ErrorRecord error = _engine.Run($"@{{ time = 1; v = 1.0 }} | Write-InfluxPoints m -Connection '{_server.Address}?token=wrong-token&database=db'").FailWith("AuthenticationFailed");

        Assert.DoesNotContain("wrong-token", error + error.Exception.ToString() + error.TargetObject, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusedConnection_IsConnectionFailed()
        => _engine.Run("@{ time = 1; v = 1.0 } | Write-InfluxPoints m -Connection 'http://127.0.0.1:1?database=db'").FailWith("ConnectionFailed");

    private int Writes() => _server.Requests.Entries.Count(static request => request.Path == "/api/v3/write_lp");

    private static long Count(PSObject result, string name) => (long)result.Properties[name].Value;
}
