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
    /// <param name="variables">The server to run against; without, the files start one each.</param>
    public static Task<PwshRun> RunAsync(string pester, string result, IReadOnlyDictionary<string, string> variables)
        => Pwsh.RunFileAsync(
            s_runner, Checkout.Root, new Dictionary<string, string>(variables) { ["INFLUXDOWNSAMPLE_TEST_MODULE"] = HandedOut.Manifest }, "-Pester", Pwsh.PathOf(pester), "-Path", s_folder, "-Result", result);
}
