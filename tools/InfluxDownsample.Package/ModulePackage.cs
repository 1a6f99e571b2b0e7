using System.IO.Compression;

namespace InfluxDownsample.Package;

/// <summary>What is handed out, in its three forms; the same input makes the same bytes.</summary>
/// <param name="root">The checkout, with the module built.</param>
public sealed class ModulePackage(string root)
{
    private const string Name = "InfluxDownsample";

    // The earliest that a zip can say: no file tells when it was packed.
    internal static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The version, from the manifest.</summary>
    public string Version { get; } = ModuleManifest.Read(root).Version;

    /// <summary>Writes all three; what an earlier call left there is replaced.</summary>
    /// <param name="output">The folder for them.</param>
    /// <returns>The folder for a module path, the zip, the package.</returns>
    public IReadOnlyList<string> Write(string output)
    {
        IReadOnlyList<ModuleFile> files = ModuleFiles.Of(root);
        Directory.CreateDirectory(output);
        string folder = Path.Combine(output, Name, Version);
        WriteFolder(files, folder);
        string zip = Path.Combine(output, Name + ".zip");
        WriteZip(files, zip);
        string package = Path.Combine(output, $"{Name}.{Version}.nupkg");
        GalleryPackage.Write(ModuleManifest.Read(root), files, package);
        return [folder, zip, package];
    }

    private static void WriteFolder(IReadOnlyList<ModuleFile> files, string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach (ModuleFile file in files)
        {
            string path = Path.Combine([folder, .. file.Path.Split('/')]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, file.Content);
        }
    }

    // Azure Automation wants one folder, named like the file and the module, and no folder for the version.
    private static void WriteZip(IReadOnlyList<ModuleFile> files, string path)
    {
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach (ModuleFile file in files)
        {
            ZipArchiveEntry entry = archive.CreateEntry($"{Name}/{file.Path}", CompressionLevel.SmallestSize);
            entry.LastWriteTime = Time;
            // Without what this system says of permissions.
            entry.ExternalAttributes = 0;
            using Stream content = entry.Open();
            content.Write(file.Content);
        }
    }
}
