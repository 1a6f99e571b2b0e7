using PuppeteerSharp;
using Xunit;

namespace InfluxDownsample.Tests.Charts;

/// <summary>A browser without windows: the one that CHROME_PATH names, else Chromium or Chrome on the path. Tests that need it fail where there is none.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] s_names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "chrome.exe"];

    // Where Windows and macOS put them, which is not on the path.
    private static readonly string[] s_places =
    [
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "Google", "Chrome", "Application", "chrome.exe"),
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFilesX86), "Microsoft", "Edge", "Application", "msedge.exe"),
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];

    private IBrowser? _browser;

    public async Task InitializeAsync()
        => _browser = await Puppeteer.LaunchAsync(new LaunchOptions
        {
            ExecutablePath = Find(),
            // The pages are our own, and containers give a browser no sandbox.
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"],
            DefaultViewport = new ViewPortOptions { Width = 1000, Height = 800 },
        });

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
    }

    public async Task<IPage> OpenAsync() => await _browser!.NewPageAsync();

    private static string Find()
    {
        string? named = Environment.GetEnvironmentVariable("CHROME_PATH");
        string? found = !string.IsNullOrEmpty(named) ? named : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(static folder => s_names.Select(name => Path.Combine(folder, name))).Concat(s_places)
            .FirstOrDefault(File.Exists);
        return found ?? throw new FileNotFoundException(
            "There is no Chromium or Chrome to test pages in. Install one (Debian: apt-get install chromium-headless-shell), or name it in CHROME_PATH.");
    }
}
