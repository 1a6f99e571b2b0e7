using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using InfluxDownsample.LocalServer.Faults;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>Long ranges in chunks: halving, resuming, order, memory of the size that worked.</summary>
[LongTests]
public sealed partial class ChunkTests : IAsyncLifetime
{
    private const string Job = "occupancy -Every 1h -Start 2026-01-01 -Now 2026-01-31T00:10:00Z";
    private const string Read = "SELECT time, room, temperature, people FROM occupancy ORDER BY room, time";

    // What one query over all raw rows gives.
    private const string Reference = """
        SELECT date_bin(INTERVAL '1 hour', time) AS time, room, avg(temperature) AS temperature, avg(people) AS people
        FROM occupancy WHERE time >= '2026-01-01T00:00:00Z' AND time < '2026-01-31T00:00:00Z' GROUP BY 1, room ORDER BY room, 1
        """;

    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await DownsampleSite.StartAsync(TestServers.Options with { RowsPerBatch = 35 });
        var random = new Random(20260101);
        DateTime start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        // 30 days of 10 minutes for two rooms.
        await _site.WriteAsync("office", Enumerable.Range(0, 30 * 144).SelectMany(tick => new[] { "office", "lab" }.Select(room => string.Create(CultureInfo.InvariantCulture,
            $"occupancy,room={room} temperature={20 + random.NextDouble()},people={random.Next(10)}i@{Text(start.AddMinutes(10 * tick))}"))));
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public void ThirtyDaysInChunks_EqualOneQuery()
    {
        PSObject result = _site.Downsample(Job);

        Assert.Equal((720L, 720L, 1440L, 1440L, 30L), (Count(result, "WindowsPlanned"), Count(result, "WindowsWritten"), Count(result, "PointsWritten"), Count(result, "RowsRead"), Count(result, "Chunks")));
        Assert.Equal(_site.Query("office", Reference), _site.Query("office_hourly", Read));
    }

    // Thirty chunks fill no request.
    [Fact]
    public void TheNewestChunk_IsStoredAtOnceWhenItComesFirst()
    {
        Assert.Equal(0, Confirmed(Job)[0]);
        Assert.Equal(48, Confirmed(Job + " -NewestFirst -TargetMeasurement newest")[0]);
    }

    [Fact]
    public void ALongRun_StoresWhatItHasEveryFewSeconds()
    {
        _site.Server.Faults.DelayMilliseconds = 200;

        Assert.Contains(Confirmed("occupancy -Every 1h -Start 2026-01-01 -Now 2026-01-25T00:10:00Z").SkipLast(1), points => points > 0);
    }

    // How many points were confirmed when each chunk was done.
    private long[] Confirmed(string job)
    {
        Answer answer = _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly {job} -Verbose").Succeed();
        return [.. answer.Verbose.Select(text => DonePattern().Match(text)).Where(match => match.Success).Select(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];
    }

    [GeneratedRegex(@"windows? done; (\d+) points? confirmed")]
    private static partial Regex DonePattern();

    [Fact]
    public void ARefusedChunk_HalvesAndTheSizeThatWorkedIsKept()
    {
        _site.Server.Faults.QueryFileLimit = 79;

        Answer answer = _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly {Job} -ChunkSize 4d -Verbose").Succeed();

        // 96 hours, 48, 24 are refused once each; 12 works from then on.
        Assert.Equal(3, answer.Verbose.Count(text => text.Contains("it is halved", StringComparison.Ordinal)));
        Assert.Equal((60L, 720L), (Count(Result(answer), "Chunks"), Count(Result(answer), "WindowsWritten")));
        _site.Server.Faults.QueryFileLimit = null;
        Assert.Equal(_site.Query("office", Reference), _site.Query("office_hourly", Read));
    }

    [Fact]
    public async Task AChunkOfThirtyDays_IsComparedAndReadBackInPieces()
    {
        PSObject first = _site.Downsample($"{Job} -ChunkSize 30d -Verify");
        Assert.Equal(("Completed", 720L), (Status(first), Count(first, "WindowsWritten")));

        await _site.WriteAsync("office", "occupancy,room=lab temperature=99,people=1i@2026-01-01T05:05:00Z", "occupancy,room=lab temperature=99,people=1i@2026-01-30T05:05:00Z");
        PSObject again = _site.Downsample($"{Job} -ChunkSize 30d -Lookback 30d -OnChange Write -Verify");

        Assert.Equal(("Completed", 2L, 2L), (Status(again), Count(again, "WindowsChanged"), Count(again, "PointsWritten")));
        Assert.Equal(_site.Query("office", Reference), _site.Query("office_hourly", Read));
    }

    [Fact]
    public void ASingleWindowTooLarge_IsAnError()
    {
        _site.Server.Faults.QueryFileLimit = 4;

        Assert.Contains("single window", _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly {Job}").FailWith("QueryTooLarge").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-NewestFirst")]
    public async Task StoppedAtFortyPercent_TheNextRunFinishes(string order)
    {
        string job = $"occupancy -Every 1h -Now 2026-01-31T00:10:00Z -BatchSize 50 {order}";
        using (RunningScript run = StartAndStopAfter(job, 12))
        {
            await run.StopAsync();
        }

        long before = long.Parse(_site.Query("office_hourly", "SELECT count(*) FROM occupancy")[0], CultureInfo.InvariantCulture);
        Assert.InRange(before, 1, 1439);
        // What the run was to write and has not is missing, wherever the target begins.
        PSObject missing = Result(_site.Engine.Run($"Test-InfluxDownsample -Source raw -Target hourly {job.Replace("-BatchSize 50 ", "", StringComparison.Ordinal).Replace("-NewestFirst", "", StringComparison.Ordinal)}").Succeed());
        Assert.Equal((720L, 0L), (Count(missing, "Match") + Count(missing, "Missing") + Count(missing, "Different"), Count(missing, "Empty")));

        PSObject rest = _site.Downsample(job);

        Assert.Equal("Completed", Status(rest));
        Assert.InRange(Count(rest, "PointsWritten"), 1440 - before, 1440 - before);
        Assert.Equal(_site.Query("office", Reference), _site.Query("office_hourly", Read));
        Assert.Equal("NothingToDo", Status(_site.Downsample(job)));
    }

    [Fact]
    public void ManyChunksAtOnce_AreWrittenInOrder()
    {
        PSObject result = _site.Downsample(Job + " -ThrottleLimit 8 -ChunkSize 6h -BatchSize 100");

        Assert.Equal((120L, 1440L), (Count(result, "Chunks"), Count(result, "PointsWritten")));
        Assert.Equal(_site.Query("office", Reference), _site.Query("office_hourly", Read));
    }

    [Fact]
    public void AServerAwayForAMoment_IsWaitedFor()
    {
        _site.Server.Faults.DropAnswers = 1;

        PSObject result = _site.Downsample(Job + " -NoLock -Verify");

        Assert.Equal(("Completed", 1440L, 1L), (Status(result), Count(result, "PointsWritten"), Count(result, "Retries")));
        Assert.Equal(_site.Query("office", Reference), _site.Query("office_hourly", Read));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-NewestFirst")]
    [InlineData("-ThrottleLimit 4 -Verify")]
    public void AnAnswerThatBreaksOff_GoesOnWhereItDid(string order)
    {
        // Small messages, so that a window's rows are torn apart too. The short answers before the first chunk come through, and use some of these up.
        _site.Server.Faults.ResetQueriesAfterBatches = 3;
        _site.Server.Faults.ResetQueries = 12;

        Answer answer = _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly {Job} -ChunkSize 10d -MaxRetry 20 {order}").Succeed();

        _site.Server.Faults.ResetQueries = 0;
        PSObject result = Result(answer);
        Assert.Equal(("Completed", 720L, 1440L), (Status(result), Count(result, "WindowsWritten"), Count(result, "PointsWritten")));
        Assert.InRange(Count(result, "Retries"), 1, 12);
        Assert.Equal(_site.Query("office", Reference), _site.Query("office_hourly", Read));
    }

    [Fact]
    public void WithoutAStart_ARefusingServerIsAskedFewTimes()
    {
        _site.Server.Faults.QueryFileLimit = 79;
        int before = _site.Server.Requests.Entries.Count;

        Assert.Equal(720, Count(_site.Downsample("occupancy -Every 1h -Now 2026-01-31T00:10:00Z"), "WindowsWritten"));

        // 60 chunks; and the first row is found by walking back in stretches that the server takes.
        Assert.InRange(_site.Server.Requests.Entries.Count - before, 60, 1000);
    }

    [Fact]
    public void ASourceThatHasFallenSilent_IsNotAskedDayByDay()
    {
        _site.Downsample(Job);
        int before = _site.Server.Requests.Entries.Count;

        PSObject result = _site.Downsample("occupancy -Every 1h -Now 2027-01-01");

        Assert.Equal((335L * 24, 335L * 24, 0L, 0L), (Count(result, "WindowsPlanned"), Count(result, "WindowsEmpty"), Count(result, "Chunks"), Count(result, "PointsWritten")));
        Assert.InRange(_site.Server.Requests.Entries.Count - before, 5, 30);
        Assert.Equal(0, Count(_site.Downsample("occupancy -Every 1h -Now 2027-01-01 -WhatIf"), "PointsExpected"));
    }

    [Fact]
    public void ARunThatGoesOn_AsksLittleBeforeItWrites()
    {
        _site.Downsample(Job.Replace("31T00:10", "30T00:10", StringComparison.Ordinal));
        int before = _site.Server.Requests.Entries.Count;

        Assert.Equal(24, Count(_site.Downsample("occupancy -Every 1h -Lookback 6h -Delay 5m -Now 2026-01-31T00:10:00Z"), "WindowsWritten"));

        LoggedRequest[] requests = [.. _site.Server.Requests.Entries.Skip(before)];
        int first = Array.FindIndex(requests, request => request.Query?.StartsWith("SELECT date_bin", StringComparison.Ordinal) == true);
        Assert.True(first is > 0 and <= 16, string.Join("\n", requests.Take(first).Select(request => $"{request.Path} {request.Query}")));
    }

    [Fact]
    public void QueriesThatAreRepeated_AreCounted()
    {
        _site.Server.Faults.UnavailableQueries = 2;

        PSObject result = _site.Downsample(Job + " -Stop 2026-01-02");

        Assert.Equal(("Completed", 2L), (Status(result), Count(result, "Retries")));
    }

    [Theory]
    // From the first query of a job on, patience is what was asked for.
    [InlineData(4, "-MaxRetry 5", "Completed")]
    [InlineData(1, "-MaxRetry 0", "Failed")]
    public void QueriesOfTheBeginning_AreAsPatientAsTheRest(int unavailable, string patience, string status)
    {
        _site.Server.Faults.UnavailableQueries = unavailable;

        Answer answer = _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly {Job} -Stop 2026-01-02 {patience}");

        Assert.Equal(status, Status(Result(answer)));
        Assert.Equal(status == "Completed" ? unavailable : 0, Count(Result(answer), "Retries"));
    }

    [Fact]
    public void AnAnswerThatBreaksOffAtTheBeginning_IsAskedForAgain()
    {
        _site.Server.Faults.ResetQueriesAfterBatches = 0;
        _site.Server.Faults.ResetQueries = 3;

        Assert.Equal(("Completed", 3L), (Status(_site.Downsample(Job + " -Stop 2026-01-02")), 3L - _site.Server.Faults.ResetQueries));
    }

    [Fact]
    public void Verify_FindsWhatTheServerDidNotKeep()
    {
        _site.Downsample(Job + " -Stop 2026-01-02");
        _site.Engine.Run("[pscustomobject]@{ time = [datetime]'2026-01-01T05:00:00Z'; room = 'lab'; temperature = 99.0 } | Write-InfluxPoints occupancy -TagColumn room -Connection hourly").Succeed();
        Assert.Equal(["99"], _site.Query("office_hourly", "SELECT temperature FROM occupancy WHERE room = 'lab' AND time = '2026-01-01T05:00:00Z'"));
        _site.Server.Faults.StaleOverwrite = true;

        Answer answer = _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly {Job} -Stop 2026-01-02 -OnChange Write -Verify");

        Assert.Contains("2026-01-01T05:00:00Z", answer.FailWith("VerificationFailed").ToString(), StringComparison.Ordinal);
        Assert.Equal("Failed", Status(Result(answer)));
    }

    // Ctrl+C once that many chunks are done, at a moment when the run waits for whoever reads its messages.
    private RunningScript StartAndStopAfter(string job, int chunks)
    {
        using ManualResetEventSlim reached = new();
        _site.Engine.Set("reached", reached);
        RunningScript run = _site.Engine.Start($$"""
            $done = 0
            Invoke-InfluxDownsample -Source raw -Target hourly {{job}} -Verbose 4>&1 | ForEach-Object {
                if ("$_" -match 'windows? done') { $done++ }
                if ($done -eq {{chunks}}) { $reached.Set(); while ($true) { [System.Threading.Thread]::Sleep(5) } }
            }
            """);
        reached.Wait();
        return run;
    }
}
