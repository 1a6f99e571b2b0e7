using System.Text;

namespace InfluxDownsample.Package;

/// <summary>Which files are handed out: what runs, its help, its licences and its pages; nothing for debuggers and nothing of the build.</summary>
internal static class ModuleFiles
{
    // Azure Automation takes no file whose path is longer, its own folders for modules included.
    private const int MaxPathLength = 100;

    private static readonly string[] s_single = ["CHANGELOG.md", "LICENSE", "THIRD-PARTY-NOTICES.md"];
    private static readonly string[] s_folders = ["docs", "en-US", "module"];

    /// <summary>The files, in order of their paths.</summary>
    public static IReadOnlyList<ModuleFile> Of(string root)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (string path in s_single.Concat(s_folders.SelectMany(folder => Below(root, folder))))
        {
            files.Add(path, File.ReadAllBytes(Path.Combine(root, path)));
        }

        ModuleManifest manifest = ModuleManifest.Read(root);
        files.Add("InfluxDownsample.psd1", Encoding.UTF8.GetBytes(manifest.WithReleaseNotes()));
        files.Add("bom.cdx.json", BillOfMaterials.Of(root, manifest));
        var paths = files.Keys.Append("README.md").ToHashSet(StringComparer.Ordinal);
        files.Add("README.md", File.ReadAllBytes(Path.Combine(root, "README.md")));
        foreach (string page in paths.Where(static path => path.EndsWith(".md", StringComparison.Ordinal)))
        {
            files[page] = Encoding.UTF8.GetBytes(PackagedPage.Of(page, Encoding.UTF8.GetString(files[page]), paths));
        }

        if (files.Keys.FirstOrDefault(static path => path.Length > MaxPathLength) is { } tooLong)
        {
            throw new InvalidOperationException($"The path '{tooLong}' is longer than {MaxPathLength} characters.");
        }

        return [.. files.OrderBy(static file => file.Key, StringComparer.Ordinal).Select(static file => new ModuleFile(file.Key, file.Value))];
    }

    private static IEnumerable<string> Below(string root, string folder)
        => Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(IsHandedOut);

    private static bool IsHandedOut(string path)
        // The help is made of these pages, and is what ships.
        => !path.StartsWith("docs/en-US/", StringComparison.Ordinal)
            // The rest of module/bin is for a debugger, for a compiler, or for a host that is not ours.
            && (!path.StartsWith("module/bin/", StringComparison.Ordinal) || (path.StartsWith("module/bin/net8.0/", StringComparison.Ordinal) && path.EndsWith(".dll", StringComparison.Ordinal)));
}
