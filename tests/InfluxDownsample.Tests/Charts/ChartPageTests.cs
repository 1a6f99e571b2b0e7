using System.Globalization;
using System.Numerics;
using InfluxDownsample.Tests.Hosting;
using PuppeteerSharp;
using PuppeteerSharp.Input;
using Xunit;

namespace InfluxDownsample.Tests.Charts;

/// <summary>The page of Export-InfluxChart in a real browser: it loads without a word, shows every point, and can be zoomed into.</summary>
public sealed class ChartPageTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private const string Hostile = "</script><script>window.injected = 1</script>\"'&<img src=x onerror='window.injected=1'>";

    private readonly HostedEngine _engine = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("influxdownsample-");
    private readonly List<string> _said = [];

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task It_shows_every_point_and_the_wheel_a_drag_and_a_double_click_change_the_range()
    {
        await using IPage page = await OpenAsync("""
            0..299 | ForEach-Object { foreach ($room in 'a', 'b') { [pscustomobject]@{ time = 1766000000000000001 + $_ * 60000000000; room = $room; t = [math]::Sin($_ / 9); u = $_ } } } |
                Export-InfluxChart chart.html -TimeZone Europe/Berlin -Title Rooms
            """);

        Assert.Equal("Rooms", await page.GetTitleAsync());
        Assert.Equal("300 300 300 300", string.Join(" ", await PointsAsync(page)));
        (BigInteger from, BigInteger to) all = await RangeAsync(page);
        Assert.InRange(BigInteger.Parse("1766000000000000001", CultureInfo.InvariantCulture), all.from, all.to);
        string[] marks = await TextsAsync(page, ".mark");
        Assert.NotEmpty(marks);

        BoundingBox pane = await (await page.QuerySelectorAsync("svg.pane")).BoundingBoxAsync();
        await page.Mouse.MoveAsync(pane.X + 500, pane.Y + 100);
        Assert.Matches(@"^2025-12-17 2[0-3]:\d\d:20\.000000001", await TextAsync(page, ".readout strong"));
        Assert.Equal(2, (await TextsAsync(page, ".readout .number")).Length);

        await page.Mouse.WheelAsync(0, -200);
        (BigInteger from, BigInteger to) wheeled = await RangeAsync(page);
        Assert.True(wheeled.from > all.from && wheeled.to < all.to);

        await page.Mouse.MoveAsync(pane.X + 300, pane.Y + 100);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(pane.X + 400, pane.Y + 110, new MoveOptions { Steps = 4 });
        await page.Mouse.UpAsync();
        (BigInteger from, BigInteger to) dragged = await RangeAsync(page);
        Assert.True(dragged.from > wheeled.from && dragged.to < wheeled.to && (dragged.to - dragged.from) * 5 < wheeled.to - wheeled.from);
        Assert.All(await PointsAsync(page), static points => Assert.InRange(points, 10, 60));
        Assert.NotEqual(marks, await TextsAsync(page, ".mark"));

        await page.Mouse.ClickAsync(pane.X + 400, pane.Y + 100, new ClickOptions { Count = 2 });
        Assert.Equal(all, await RangeAsync(page));

        await page.ClickAsync(".legend button");
        Assert.Equal("300 300", string.Join(" ", await PointsAsync(page)));
        Assert.Empty(_said);
    }

    [Fact]
    public async Task Names_are_text_and_never_a_script_and_nothing_is_asked_of_other_places()
    {
        _engine.Set("name", Hostile);
        await using IPage page = await OpenAsync("""
            1..5 | ForEach-Object { [pscustomobject]@{ time = [datetime]'2026-01-01' + "0:$_"; room = $name; $name = $_ } } | Export-InfluxChart chart.html -Title $name -TagColumn room
            """);

        Assert.Equal(Hostile, await TextAsync(page, "h1"));
        Assert.Equal(Hostile, await page.GetTitleAsync());
        Assert.Equal("room=" + Hostile, await TextAsync(page, ".legend button"));
        Assert.Equal(Hostile, await TextAsync(page, ".field"));
        Assert.False(await page.EvaluateExpressionAsync<bool>("'injected' in window"));
        Assert.Equal(2, await page.EvaluateExpressionAsync<int>("document.scripts.length"));
        Assert.Empty(_said);
    }

    [Fact]
    public async Task Many_thousand_points_are_drawn_as_what_can_be_seen_of_them()
    {
        int[] rows = [.. Enumerable.Range(0, 100_000)];
        await using ScriptedServer server = await ScriptedServer.StartAsync(new Rows()
            .Time("time", [.. rows.Select(static row => (long?)row * 1000)])
            .Float("t", [.. rows.Select(static row => row == 77_777 ? 1000.0 : (double?)(row % 10))])
            .Build());
        await using IPage page = await OpenAsync($"Invoke-InfluxQuery 'SELECT' -Connection '{server.Connection}' -AsBatch | Export-InfluxChart chart.html -MaxPoints 100000");

        int drawn = Assert.Single(await PointsAsync(page));
        Assert.InRange(drawn, 1000, 4000);
        // The spike reaches up to the margin above it.
        Assert.InRange(await page.EvaluateExpressionAsync<double>("Math.min(...document.querySelector('path.line').getAttribute('d').match(/ [0-9.]+/g).map(Number))"), 24, 40);
        Assert.Empty(_said);
    }

    private async Task<IPage> OpenAsync(string script)
    {
        _engine.SetLocation(_folder.FullName);
        _engine.Run(script).Succeed();
        IPage page = await browser.OpenAsync();
        page.Console += (_, said) => _said.Add(said.Message.Text);
        page.PageError += (_, failed) => _said.Add(failed.Message);
        page.Request += (_, asked) =>
        {
            if (!asked.Request.Url.StartsWith("file:", StringComparison.Ordinal) && !asked.Request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                _said.Add(asked.Request.Url);
            }
        };
        await page.GoToAsync(new Uri(Path.Combine(_folder.FullName, "chart.html")).AbsoluteUri);
        return page;
    }

    // The corners of each line that is drawn.
    private static Task<int[]> PointsAsync(IPage page)
        => page.EvaluateExpressionAsync<int[]>("[...document.querySelectorAll('path.line')].map(path => (path.getAttribute('d').match(/[ML]/g) ?? []).length)");

    private static async Task<(BigInteger From, BigInteger To)> RangeAsync(IPage page)
    {
        string[] range = await page.EvaluateExpressionAsync<string[]>("(({ from, to }) => [from, to])(document.querySelector('figure').dataset)");
        return (BigInteger.Parse(range[0], CultureInfo.InvariantCulture), BigInteger.Parse(range[1], CultureInfo.InvariantCulture));
    }

    private static Task<string> TextAsync(IPage page, string selector) => page.EvaluateFunctionAsync<string>("selector => document.querySelector(selector).textContent", selector);

    private static Task<string[]> TextsAsync(IPage page, string selector)
        => page.EvaluateFunctionAsync<string[]>("selector => [...document.querySelectorAll(selector)].map(found => found.textContent)", selector);
}
