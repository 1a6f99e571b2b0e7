namespace InfluxDownsample.Shell.Tests.Hosting;

/// <summary>The files of tests/pester, and how they are run.</summary>
internal static class PesterFolder
{
    private static readonly string s_folder = Path.Combine(Checkout.Root, "tests", "pester");
    private static readonly string s_runner = Path.Combine(Checkout.Root, "tests", "InfluxDownsample.Shell.Tests", "Invoke-PesterFiles.ps1");

    public static IEnumerable<string> Files => Directory.GetFiles(s_folder, "*.Tests.ps1").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    /// <summary>Runs all of them against the module as it is handed out.</summary>
    /// <param name="pester"><c>Pester</c> or <c>OlderPester</c>.</param>
    /// <param name="result">The file that gets what became of each.</param>
    /// <param name="variables">The server to run against.</param>
    public static Task<PwshRun> RunAllAsync(string pester, string result, IReadOnlyDictionary<string, string> variables)
        => RunAsync(variables, "-Pester", Pwsh.PathOf(pester), "-Path", s_folder, "-Result", result);

    /// <summary>Runs one of them, which starts its server itself.</summary>
    /// <param name="pester"><c>Pester</c> or <c>OlderPester</c>.</param>
    /// <param name="file">Its name.</param>
    public static Task<PwshRun> RunAsync(string pester, string file)
        => RunAsync(new Dictionary<string, string>(), "-Pester", Pwsh.PathOf(pester), "-Path", Path.Combine(s_folder, file));

    private static Task<PwshRun> RunAsync(IReadOnlyDictionary<string, string> variables, params string[] arguments)
        => Pwsh.RunFileAsync(s_runner, Checkout.Root, new Dictionary<string, string>(variables) { ["INFLUXDOWNSAMPLE_TEST_MODULE"] = HandedOut.Manifest }, arguments);
}
