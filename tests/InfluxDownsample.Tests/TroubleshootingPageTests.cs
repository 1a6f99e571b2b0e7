using System.Globalization;
using System.Text.RegularExpressions;
using InfluxDownsample.LocalServer;
using InfluxDownsample.LocalServer.Faults;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests;

/// <summary>docs/troubleshooting.md shows messages as the module prints them.</summary>
public sealed class TroubleshootingPageTests : IAsyncLifetime
{
    private const string Job = "Invoke-InfluxDownsample -Source raw -Target hourly -Now 2026-01-03";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private DownsampleSite _site = null!;

    private FaultSettings Faults => _site.Server.Faults;

    public async Task InitializeAsync()
    {
        _site = await StartAsync(TestServers.Options with { Like = CoreVersion.Core310 });
        await _site.WriteAsync("office", Enumerable.Range(0, 48).Select(static hour => string.Create(CultureInfo.InvariantCulture,
            $"occupancy,room=lab temperature={20.5 + hour},people={hour}i@2026-01-0{1 + (hour / 24)}T{hour % 24:00}:30:00Z")));
        await _site.WriteAsync("office", Enumerable.Range(0, 432).Select(static block => $"dense v=1@{new DateTime(2026, 1, 1).AddMinutes(10 * block):s}Z"));
        await _site.WriteAsync("office", "big n=9223372036854775807i@2026-01-01T00:10:00Z", "big n=9223372036854775807i@2026-01-01T00:20:00Z");
        File.WriteAllText(Path.Combine(_folder.FullName, "a.lp"), "m v=1 1735689600000000000\nm v=abc 1735689601000000000\n");
        File.WriteAllBytes(Path.Combine(_folder.FullName, "b.lp.gz"), [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3]);
    }

    public async Task DisposeAsync()
    {
        await _site.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Messages_are_as_the_page_shows_them()
    {
        Fails("ConnectionNotFound", "Invoke-InfluxQuery 'SELECT 1' -Connection rww");
        Fails("DatabaseNotFound", "Invoke-InfluxQuery 'SELECT 1' -Connection raw -Database ofice");
        Fails("MeasurementNotFound", "Invoke-InfluxQuery 'SELECT * FROM ocupancy' -Connection raw");
        Fails("ColumnNotFound", Write("occupancy -TagColumn rom", "time = $day; room = 'lab'; temperature = 1.0; people = 1"));
        Fails("QueryRejected", "Invoke-InfluxQuery 'SELEC * FROM occupancy' -Connection raw");
        Fails("QueryTooLarge", "Invoke-InfluxQuery 'SELECT * FROM dense' -Connection raw");
        Fails("InvalidParameter", $"{Job} occupancy -Every 1h -Start 2026-01-02 -Stop 2026-01-01");
        Fails("PointInvalid", Write("m", "time = '03/04/2026'; v = 1"));
        Fails("PartialWrite", Write("occupancy -TagColumn room -SkipSchemaCheck -AcceptPartial", "time = [datetime]'2026-02-01Z'; room = 'lab'; temperature = 'warm'"));
        Fails("WriteRejected", "foreach ($i in 1..5) { New-InfluxDatabase \"d$i\" -Connection raw | Out-Null }", static text => Regex.Replace(text, "'d[0-9]'", "'d3'"));
        Fails("SchemaConflict", Write("occupancy", "time = $day; room = 'lab'; temperature = 1.0"));
        Fails("InsecureConnection", "Connect-InfluxDatabase http://influx.example.com:8181 office -Name x -Token secret");
        Fails("DatabaseExists", "New-InfluxDatabase d1 -Connection raw", static text => text.Replace("d1", "fresh", StringComparison.Ordinal));
        Fails("FileNotFound", "Import-InfluxLineProtocol ./nosuch.lp -Connection raw");
        Fails("LineInvalid", $"Import-InfluxLineProtocol '{Path.Combine(_folder.FullName, "a.lp")}' -Connection raw");
        Fails("FileDamaged", $"Import-InfluxLineProtocol '{Path.Combine(_folder.FullName, "b.lp.gz")}' -Connection raw");
        Fails("SourceEqualsTarget", "Invoke-InfluxDownsample occupancy -Every 1h -Source raw", static text => text.Replace("127.0.0.1", "influx.example.com", StringComparison.Ordinal));
        Faults.FailWrites = 9;
        Faults.RetryAfterSeconds = 0;
        Fails("WriteFailed", Write("m -MaxRetry 2", "time = $day; v = 1"));
        Faults.FailWrites = 0;
    }

    [Fact]
    public async Task Messages_about_downsampled_tables_are_as_the_page_shows_them()
    {
        _site.Downsample("occupancy -Every 1h -TargetMeasurement hours -Now 2026-01-03");
        Fails("Overflow", $"{Job} big -Every 1h -Aggregate sum -Start 2026-01-01");
        Fails("TierInvalid", "Invoke-InfluxDownsample hours -Every 1d -Source hourly -Target hourly -TargetMeasurement days -Now 2026-01-03");
        await _site.WriteAsync("office", "occupancy,room=lab temperature=99,people=3i@2026-01-01T05:31:00Z");
        string again = $"{Job} occupancy -Every 1h -TargetMeasurement hours -Start 2026-01-01T01:00:00Z";
        Fails("WindowsChanged", $"{again} -OnChange Fail");
        Faults.StaleOverwrite = true;
        Fails("VerificationFailed", $"{again} -OnChange Write -Verify");
        Faults.StaleOverwrite = false;

        _site.Downsample("occupancy -Every 1h -TargetMeasurement rolled -Aggregate rollup -Start 2026-01-01 -Stop 2026-01-01T12:00:00Z -Now 2026-01-03");
        Answer waits = _site.Engine.Run("Invoke-InfluxDownsample rolled -Every 1d -Source hourly -Target hourly -TargetMeasurement days -Start 2026-01-01 -Now 2026-01-03").Succeed();
        Assert.Equal(Example("SourceIncomplete"), Assert.Single(Items(Result(waits), "Skipped")).ToString());
    }

    private static string Write(string parameters, string values)
        => $"$day = [datetime]'2026-01-01Z'; [pscustomobject]@{{ {values} }} | Write-InfluxPoints {parameters} -Connection raw";

    // '…' stands for words that are left out.
    private void Fails(string id, string script, Func<string, string>? asOnThePage = null)
    {
        string message = _site.Engine.Run(script).FailWith(id).ToString()
            .Replace(_folder.FullName + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
            .Replace(_site.Server.Address.Authority, "127.0.0.1:8181", StringComparison.Ordinal);
        Assert.Matches($"^{Regex.Escape(Example(id)).Replace("…", ".*", StringComparison.Ordinal)}$", asOnThePage?.Invoke(message) ?? message);
    }

    private static string Example(string id)
        => File.ReadAllText(Path.Combine(Checkout.Root, "docs", "troubleshooting.md")).ReplaceLineEndings("\n")
            .Split($"\n### {id}\n")[1].Split("\n    ")[1].Split('\n')[0];
}
