using System.Globalization;
using InfluxDownsample.Tests.Hosting;
using PuppeteerSharp;
using Xunit;

namespace InfluxDownsample.Tests.Charts;

/// <summary>The page of Invoke-InfluxDownsample -Report.</summary>
public sealed class RunReportTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private const string Range = "-Every 1h -Source raw -Target hourly -Start 2026-01-01 -Stop 2026-01-01T10:30:00Z";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("influxdownsample-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_tells_of_every_job_and_shows_series_before_and_after()
    {
        await using DownsampleSite site = await StartAsync();
        string page = Path.Combine(_folder.FullName, "run.html");

        Answer answer = site.Engine.Run(
            $"@{{ Measurement = 'home'; Aggregate = 'mean,min,max'; TargetMeasurement = 'home_1h' }}, @{{ Measurement = 'nothing' }} | Invoke-InfluxDownsample {Range} -Report '{page}'");

        answer.FailWith("MeasurementNotFound");
        Assert.Equal(["Completed", "Failed"], answer.Output.Select(static result => result.Properties["Status"].Value));
        await using IPage shown = await browser.OpenAsync();
        List<string> said = [];
        shown.Console += (_, message) => said.Add(message.Message.Text);
        shown.PageError += (_, failed) => said.Add(failed.Message);
        await shown.GoToAsync(new Uri(page).AbsoluteUri);
        string text = await shown.EvaluateExpressionAsync<string>("document.body.innerText");
        Assert.Empty(said);
        Assert.Contains("office/home → office_hourly/home_1h", text, StringComparison.Ordinal);
        Assert.Matches(@"Windows written\s+10", text);
        Assert.Matches(@"2026-01-01T10:00:00Z\s+2026-01-01T11:00:00Z\s+1\s+PartialStop", text);
        Assert.Contains("has no measurement 'nothing'", text, StringComparison.Ordinal);

        // Of four rooms the first three: ten hours of raw points, one in ten minutes, and the ten means.
        string[] lines = await shown.EvaluateExpressionAsync<string[]>(
            "[...document.querySelectorAll('path.line')].map(path => `${path.dataset.label}: ${(path.getAttribute('d').match(/[ML]/g) ?? []).length} ${path.classList.contains('pale')}`)");
        Assert.Equal(
            new[] { "a", "b", "c" }.SelectMany(static room => new[] { $"home, room={room}: 60 true", $"home_1h, room={room}, mean: 10 false" }).Order(StringComparer.Ordinal),
            lines.Order(StringComparer.Ordinal));
        Assert.Equal(3, (await shown.QuerySelectorAllAsync("path.band")).Length);
    }

    [Fact]
    public async Task A_page_that_cannot_be_is_refused_before_any_job_and_a_rehearsal_writes_none()
    {
        await using DownsampleSite site = await StartAsync();
        site.Engine.SetLocation(_folder.FullName);
        site.Engine.Run($"Invoke-InfluxDownsample home {Range} -Report run.html -WhatIf").Succeed();
        Assert.Empty(_folder.GetFileSystemInfos());
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "there.html"));

        foreach ((string path, string reason) in new[]
        {
            ("run.svg", "takes the ending .html"), ("run.png", "takes the ending .html"), ("run.txt", "takes the ending .html"), ("run", "takes the ending .html"),
            ("there.html", "it is a folder"), (".", "it is a folder"), ("nowhere/run.html", "its folder is not there"), ("nodrive:/run.html", "'nodrive'"),
        })
        {
            foreach (string rehearsal in new[] { "", " -WhatIf" })
            {
                Answer answer = site.Engine.Run($"Invoke-InfluxDownsample home {Range} -Report '{path}'{rehearsal}");

                string message = answer.FailWith("InvalidParameter").ToString();
                Assert.Contains("-Report '", message, StringComparison.Ordinal);
                Assert.Contains(reason, message, StringComparison.Ordinal);
                Assert.Empty(answer.Output);
            }
        }

        Assert.DoesNotContain(site.Writes, static write => write.Database == "office_hourly");
    }

    [Fact]
    public async Task A_page_that_cannot_be_written_fails_no_job()
    {
        await using DownsampleSite site = await StartAsync();
        string page = Path.Combine(_folder.FullName, "gone", "run.html");
        Directory.CreateDirectory(Path.GetDirectoryName(page)!);

        // Its folder goes while the jobs run.
        Answer answer = site.Engine.Run($"Invoke-InfluxDownsample home {Range} -Report '{page}' | ForEach-Object {{ Remove-Item '{Path.GetDirectoryName(page)}'; $_ }}; 'goes on'");

        string message = answer.FailWith("InvalidParameter").ToString();
        Assert.StartsWith($"-Report '{page}' cannot be written: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain(".tmp", message, StringComparison.Ordinal);
        Assert.Equal(["Completed", 10L, "goes on"], [answer.Output[0].Properties["Status"].Value, answer.Output[0].Properties["WindowsWritten"].Value, answer.Texts[1]]);
    }

    [Fact]
    public async Task With_ErrorAction_Stop_the_page_tells_of_the_jobs_so_far_and_the_error_is_the_job_s()
    {
        await using DownsampleSite site = await StartAsync();
        const string Jobs = "@{ Measurement = 'home'; TargetMeasurement = 'home_1h' }, @{ Measurement = 'home'; Field = 'nope' }, @{ Measurement = 'home'; TargetMeasurement = 'never' }";
        string page = Path.Combine(_folder.FullName, "run.html");

        Answer answer = site.Engine.Run(
            $"try {{ {Jobs} | Invoke-InfluxDownsample {Range} -Report '{page}' -ErrorAction Stop }} catch {{ $_.FullyQualifiedErrorId.Split(',')[0] }}");

        Assert.Equal("ColumnNotFound", answer.Texts[^1]);
        string html = await File.ReadAllTextAsync(page);
        Assert.Contains("office_hourly/home_1h", html, StringComparison.Ordinal);
        Assert.Contains("nope", html, StringComparison.Ordinal);
        Assert.DoesNotContain("office_hourly/never", html, StringComparison.Ordinal);

        string gone = Path.Combine(_folder.FullName, "gone", "run.html");
        Directory.CreateDirectory(Path.GetDirectoryName(gone)!);
        answer = site.Engine.Run($"try {{ {Jobs} | Invoke-InfluxDownsample {Range} -Report '{gone}' -ErrorAction Stop | "
            + $"ForEach-Object {{ Remove-Item '{Path.GetDirectoryName(gone)}' -ErrorAction SilentlyContinue }} }} catch {{ $_.FullyQualifiedErrorId.Split(',')[0] }}");
        Assert.Equal("ColumnNotFound", answer.Texts[^1]);
    }

    private static async Task<DownsampleSite> StartAsync()
    {
        DownsampleSite site = await DownsampleSite.StartAsync();
        await site.WriteAsync("office", Enumerable.Range(0, 66).SelectMany(static step => new[] { "a", "b", "c", "d" }.Select(room
            => string.Create(CultureInfo.InvariantCulture, $"home,room={room} t={step % 6}.5,note=\"x\"@2026-01-01T{step / 6:00}:{step % 6}0:00Z"))));
        return site;
    }
}
