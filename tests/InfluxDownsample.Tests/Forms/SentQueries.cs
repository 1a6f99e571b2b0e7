using InfluxDownsample.Tests.Hosting;

namespace InfluxDownsample.Tests.Forms;

/// <summary>What the commands ask a server: jobs of every kind, comparisons, ranges, points, history, lists, completion.</summary>
internal static class SentQueries
{
    private static readonly SemaphoreSlim s_once = new(1);
    private static IReadOnlyList<string>? s_read;

    /// <summary>The SQL that a server saw.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync()
    {
        await s_once.WaitAsync();
        try
        {
            return s_read ??= await RunAsync();
        }
        finally
        {
            s_once.Release();
        }
    }

    /// <summary>What a name of these tables stands for.</summary>
    public static string TypeOf(string name) => name is "event" or "job" or "run" ? "tag" : DownsampleQueries.TypeOf(name);

    private static async Task<IReadOnlyList<string>> RunAsync()
    {
        await using DownsampleSite site = await DownsampleSite.StartAsync();
        await site.WriteAsync("office", Enumerable.Range(0, 48).SelectMany(Rows));
        const string Noon = "-Now 2026-01-02T12:00:00Z";
        const string Job = "home -Every 1h -SettleTime 1ms";
        site.Downsample($"{Job} -Now 2026-01-01T12:00:00Z");
        site.Downsample($"{Job} -Lookback 6h -Verify {Noon}");
        await site.WriteAsync("office", "home,room=Kitchen,floor=1 f=99,i=9i,u=9u@2026-01-02T11:20:00Z");
        site.Downsample($"{Job} -Lookback 6h -OnChange Write -Now 2026-01-02T13:00:00Z");
        site.Downsample($"{Job} -NewestFirst -TargetMeasurement newest -Aggregate p95,rollup,mode -Where @{{ room = 'Kitchen', 'Attic'; floor = $null }} {Noon}");
        site.Downsample($"{Job} -MinimumSamples 2 -Tag room -TargetMeasurement tagged -Aggregate rollup {Noon}");
        site.Downsample($"{Job} -TargetMeasurement summer -TimeZone Europe/Berlin -Stamp End {Noon}");
        site.Downsample($"{Job} -TargetMeasurement planned -WhatIf {Noon}");
        site.Downsample("nowhere -Every 1h -ErrorAction SilentlyContinue");
        Run("Invoke-InfluxDownsample tagged -Source hourly -Target hourly -Every 6h -SettleTime 1ms -TargetMeasurement day -MinimumSamples 2 " + Noon);
        Run("Invoke-InfluxDownsample h* -Source raw -Target hourly -Every 2h -SettleTime 0s -TargetMeasurement '{measurement}_{every}' " + Noon);
        Run($"Test-InfluxDownsample -Source raw -Target hourly {Job} -Now 2026-01-02T13:00:00Z");
        Run("Get-InfluxMeasurement -Connection raw; Get-InfluxMeasurement home -Range -Connection raw");
        Run("Get-InfluxDownsampleHistory -Target hourly; Test-InfluxConnection raw -Detailed");
        Run("Get-InfluxPoints home -Connection raw; Get-InfluxPoints home -Descending -First 3 -Where @{ room = 'Kitchen', 'Attic'; floor = $null; f = 1.5 } -Connection raw");
        Run("Get-InfluxPoints newest -Start 2020-01-01 -Connection hourly; Get-InfluxPoints summer -Descending -ChunkSize 1h -Field i* -Connection hourly");
        // A wrong name makes the command look for near ones. The query itself is the user's.
        site.Engine.Run("Get-InfluxMeasurement hom -Connection raw; Invoke-InfluxQuery 'SELECT * FROM hom' -Connection raw");
        site.Server.Faults.NoParquetFiles = true;
        Run("Get-InfluxMeasurement home -Range -Connection raw");
        site.Downsample($"{Job} -Lookback 6h -Now 2026-01-02T14:00:00Z");
        return
        [
            .. site.Server.Requests.Entries.Where(request => request.Path.StartsWith("/arrow.", StringComparison.Ordinal)).Select(request => request.Query)
                .OfType<string>().Where(query => query != "SELECT * FROM hom").Distinct(),
        ];

        void Run(string script) => site.Engine.Run(script).Succeed();
    }

    private static IEnumerable<string> Rows(int hour)
    {
        string time = $"@2026-01-0{1 + (hour / 24)}T{hour % 24:00}:10:00Z";
        yield return $"home,room=Kitchen,floor=1 f={hour}.5,i={hour}i,u={hour}u,s=\"on\",b=true{time}";
        yield return $"home,room=Attic f={hour}.5,i={hour}i,u={hour}u,s=\"on\",b=true{time}";
    }
}
