using System.Globalization;
using NuGet.Frameworks;
using NuGet.Packaging;
using NuGet.Packaging.Licenses;
using NuGet.Versioning;

namespace InfluxDownsample.Package;

/// <summary>The package for a gallery of PowerShell modules: a NuGet package of the module's files, whose tags say what it exports.</summary>
internal static class GalleryPackage
{
    public static void Write(ModuleManifest manifest, IReadOnlyList<ModuleFile> files, string path)
    {
        var builder = new PackageBuilder(deterministic: true)
        {
            Id = "InfluxDownsample",
            Version = NuGetVersion.Parse(manifest.Version),
            Description = manifest.Description,
            Copyright = manifest.Copyright,
            ReleaseNotes = manifest.ReleaseNotes,
            ProjectUrl = new Uri(manifest.ProjectUri),
            LicenseMetadata = new LicenseMetadata(LicenseType.Expression, "MIT", NuGetLicenseExpression.Parse("MIT"), [], LicenseMetadata.CurrentVersion),
            Readme = "README.md",
            DeterministicTimestamp = ModulePackage.Time.ToString("O", CultureInfo.InvariantCulture),
        };
        builder.Authors.Add(manifest.Author);
        builder.Tags.AddRange(manifest.Tags.Concat(["PSModule", "PSEdition_Core", "PSIncludes_Cmdlet"]).Concat(manifest.Cmdlets.SelectMany(static name => new[] { $"PSCmdlet_{name}", $"PSCommand_{name}" })));
        builder.Files.AddRange(files.Select(static file => new Entry(file)));
        using FileStream package = File.Create(path);
        builder.Save(package);
    }

    private sealed class Entry(ModuleFile file) : IPackageFile
    {
        public string Path => file.Path;

        public string EffectivePath => file.Path;

        public NuGetFramework? NuGetFramework => null;

        public System.Runtime.Versioning.FrameworkName? TargetFramework => null;

        // As in the zip: no file tells when it was packed.
        public DateTimeOffset LastWriteTime => ModulePackage.Time;

        public Stream GetStream() => new MemoryStream(file.Content, writable: false);
    }
}
