namespace InfluxDownsample.Benchmarks.Baselines;

/// <summary>A script module with one function of one line: what an import takes at least.</summary>
internal sealed class OneLineModule : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("influxdownsample-");

    public OneLineModule()
    {
        File.WriteAllText(System.IO.Path.Combine(_folder.FullName, "OneLine.psm1"), "function Get-One { 1 }");
        Path = System.IO.Path.Combine(_folder.FullName, "OneLine.psd1");
        File.WriteAllText(Path, "@{ RootModule = 'OneLine.psm1'; ModuleVersion = '1.0'; FunctionsToExport = 'Get-One'; CmdletsToExport = @(); AliasesToExport = @() }");
    }

    /// <summary>The file of its manifest.</summary>
    public string Path { get; }

    public void Dispose() => _folder.Delete(recursive: true);
}
