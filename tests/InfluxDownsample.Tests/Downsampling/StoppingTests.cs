using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>However a run is ended, it ends within a second and leaves nothing running. The longer deadline is for a broken build.</summary>
[Collection(AloneCollection.Name)]
public sealed class StoppingTests : IAsyncLifetime
{
    private static readonly TimeSpan s_promised = TimeSpan.FromSeconds(1);

    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await DownsampleSite.StartAsync();
        await _site.WriteAsync("office", Enumerable.Range(0, 48).SelectMany(hour => new[] { "a", "b" }.Select(table =>
            $"{table},room=office v={hour}@2026-01-0{1 + (hour / 24)}T{hour % 24:00}:30:00Z")));
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Theory]
    // The next query, or the write of a full request, does not come back.
    [InlineData("")]
    [InlineData("-BatchSize 1")]
    [InlineData("-ThrottleLimit 8")]
    [InlineData("-Verify")]
    [InlineData("-NoLock -NewestFirst")]
    public async Task CtrlC_EndsARunWhoseServerIsSilent(string parameters)
    {
        using ManualResetEventSlim reached = new();
        _site.Engine.Set("reached", reached);
        _site.Engine.Set("faults", _site.Server.Faults);
        using RunningScript run = _site.Engine.Start($$"""
            Invoke-InfluxDownsample -Source raw -Target hourly a -Every 1h -Start 2026-01-01 -Now 2026-01-03 -ChunkSize 1h {{parameters}} -Verbose 4>&1 | ForEach-Object {
                if ("$_" -match 'windows? done') { $faults.DelayMilliseconds = 60000; $reached.Set() }
            }
            """);
        await Task.Run(reached.Wait);

        await run.StopAsync().WaitAsync(s_promised);

        Assert.Empty(run.Errors);
        // The lock was not given back, for the server was silent; the next run says so or goes on without.
        _site.Server.Faults.DelayMilliseconds = 0;
        Assert.Equal("Completed", Status(_site.Downsample("a -Every 1h -Start 2026-01-01 -Now 2026-01-03 -NoLock")));
        Assert.Equal(["48"], _site.Query("office_hourly", "SELECT count(*) FROM a"));
    }

    [Fact]
    public async Task CtrlC_EndsARunThatHasNotBegun()
    {
        _site.Server.Faults.DelayMilliseconds = 60_000;
        using RunningScript run = _site.Engine.Start("Invoke-InfluxDownsample -Source raw -Target hourly a -Every 1h");
        await run.StopAsync().WaitAsync(s_promised);
    }

    [Fact]
    public void ADownstreamEnd_StartsNoFurtherJob()
    {
        Answer answer = _site.Engine.Run("foreach ($once in 1) { Invoke-InfluxDownsample -Source raw -Target hourly a,b -Every 1h -Start 2026-01-01 -Now 2026-01-03 | ForEach-Object { $_; break } }").Succeed();

        PSObject result = Assert.Single(answer.Output);
        Assert.Equal(("Completed", "office/a"), (Status(result), result.Properties["Source"].Value));
        Assert.Equal(["_downsample_jobs", "a"], _site.Engine.Run("(Get-InfluxMeasurement -Connection hourly).Name").Texts);
    }
}
