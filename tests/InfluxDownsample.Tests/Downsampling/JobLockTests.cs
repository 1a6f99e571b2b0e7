using System.Globalization;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>Two runs of one job keep apart.</summary>
public sealed class JobLockTests : IAsyncLifetime
{
    private const string Job = "Invoke-InfluxDownsample -Source raw -Target hourly occupancy -Every 1h -Start 2026-01-01 -Now 2026-01-03";

    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await DownsampleSite.StartAsync();
        await _site.WriteAsync("office", Enumerable.Range(0, 48).Select(hour => $"occupancy,room=office temperature={hour}@2026-01-0{1 + (hour / 24)}T{hour % 24:00}:30:00Z"));
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task TheSecondRun_StopsAndNamesTheFirst()
    {
        using HostedEngine other = new();
        _site.Connect(other);
        using RunningScript first = await StartAndHoldAsync();

        Answer second = other.Run(Job);

        string message = second.FailWith("JobLocked").ToString();
        Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), message, StringComparison.Ordinal);
        Assert.Equal(("Failed", 0L), (Status(Result(second)), Count(Result(second), "PointsWritten")));
        Assert.Equal(48, Count(Result(other.Run(Job + " -NoLock").Succeed()), "WindowsWritten"));
        await first.StopAsync();

        // Stopped by hand, the first run has given its lock back.
        Assert.Equal("Completed", Status(Result(other.Run(Job).Succeed())));
    }

    [Fact]
    public async Task AStaleLock_IsPassedOverWithAWarning()
    {
        using HostedEngine other = new();
        _site.Connect(other);
        using RunningScript first = await StartAndHoldAsync();
        string[] claim = Query(other, "office_hourly", "SELECT job, source, measurement, target, every FROM _downsample_jobs");
        await first.StopAsync();
        string[] parts = Assert.Single(claim.Distinct()).Split(',');
        await _site.WriteAsync("office_hourly",
            $"_downsample_jobs,event=claim,job={parts[0]},run=dead owner=\"ghost@nowhere\",source=\"{parts[1]}\",measurement=\"{parts[2]}\",target=\"{parts[3]}\",every=\"{parts[4]}\"@"
            + DateTime.UtcNow.AddMinutes(-3).ToString("O", CultureInfo.InvariantCulture));

        Answer answer = _site.Engine.Run(Job).Succeed();

        Assert.Contains("ghost@nowhere", Assert.Single(answer.Warnings), StringComparison.Ordinal);
        Assert.Equal(48, Count(Result(answer), "WindowsWritten"));
    }

    [Fact]
    public async Task AFreshLockOfADeadRun_StillHolds()
    {
        using HostedEngine other = new();
        _site.Connect(other);
        using RunningScript first = await StartAndHoldAsync();
        string job = Query(other, "office_hourly", "SELECT DISTINCT job FROM _downsample_jobs").Single();
        await first.StopAsync();
        await _site.WriteAsync("office_hourly",
            $"_downsample_jobs,event=claim,job={job},run=dead owner=\"ghost@nowhere\"@" + DateTime.UtcNow.AddSeconds(-30).ToString("O", CultureInfo.InvariantCulture));

        Assert.Contains("ghost@nowhere", _site.Engine.Run(Job).FailWith("JobLocked").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherJobs_DoNotMind()
    {
        using HostedEngine other = new();
        _site.Connect(other);
        using RunningScript first = await StartAndHoldAsync();

        Assert.Equal(2, Count(Result(other.Run(Job.Replace("1h", "1d", StringComparison.Ordinal) + " -TargetMeasurement daily").Succeed()), "WindowsWritten"));
        await first.StopAsync();
    }

    // A run that has the lock and waits in the middle of its work for whoever reads its messages.
    private async Task<RunningScript> StartAndHoldAsync()
    {
        using ManualResetEventSlim started = new();
        _site.Engine.Set("started", started);
        RunningScript script = _site.Engine.Start(Job + " -ChunkSize 1h -Verbose 4>&1 | ForEach-Object { if (\"$_\" -match 'windows? done') { $started.Set(); while ($true) { [System.Threading.Thread]::Sleep(5) } } }");
        await Task.Run(started.Wait);
        return script;
    }
}
