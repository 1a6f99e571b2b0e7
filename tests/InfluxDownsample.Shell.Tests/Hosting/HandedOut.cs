using InfluxDownsample.Package;

namespace InfluxDownsample.Shell.Tests.Hosting;

/// <summary>The module as it is handed out: made once of what was built, in a folder that knows no checkout.</summary>
internal static class HandedOut
{
    private static readonly Lazy<IReadOnlyList<string>> s_written = new(static () =>
    {
        string folder = Directory.CreateTempSubdirectory("influxdownsample").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return Write(folder);
    });

    /// <summary>The folder that holds <c>InfluxDownsample/version</c>, as a module path does.</summary>
    public static string ModulePath => Path.GetDirectoryName(Path.GetDirectoryName(s_written.Value[0]))!;

    public static string Manifest => Path.Combine(s_written.Value[0], "InfluxDownsample.psd1");

    public static string Zip => s_written.Value[1];

    public static string Package => s_written.Value[2];

    /// <summary>Makes it once more.</summary>
    /// <param name="folder">Where.</param>
    /// <returns>The folder, the zip and the package.</returns>
    public static IReadOnlyList<string> Write(string folder) => new ModulePackage(Checkout.Root).Write(folder);
}
