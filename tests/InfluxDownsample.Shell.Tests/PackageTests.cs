using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using InfluxDownsample.Shell.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Shell.Tests;

/// <summary>The folder, the zip and the package that are handed out.</summary>
public sealed class PackageTests
{
    private static string Folder => Path.GetDirectoryName(HandedOut.Manifest)!;

    private static string[] Files => [.. Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Select(static file => Path.GetRelativePath(Folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task The_zip_unpacked_is_a_module_for_a_process_that_sees_nothing_else()
    {
        string path = Directory.CreateTempSubdirectory().FullName;
        try
        {
            ZipFile.ExtractToDirectory(HandedOut.Zip, path);

            PwshRun run = await Pwsh.RunScriptAsync(
                "Import-Module InfluxDownsample -ErrorAction Stop; Get-Command -Module InfluxDownsample | ForEach-Object Name; 'm v=1 1' > x.lp; " +
                "(Import-InfluxLineProtocol x.lp -Connection 'http://127.0.0.1:1?database=d' -WhatIf -SkipSchemaCheck 6>$null).PointsReceived; " +
                "(Get-Help Write-InfluxPoints).Synopsis; (Get-Help about_InfluxDownsample).Length -gt 1000; (Get-Module InfluxDownsample).ModuleBase",
                path,
                new Dictionary<string, string> { ["PSModulePath"] = path });

            string[] said = run.Succeed().Split('\n');
            Assert.Contains("Invoke-InfluxDownsample", said);
            Assert.Contains("1", said);
            Assert.Contains("True", said);
            Assert.Contains(said, line => line.StartsWith(path, StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    [Fact]
    public void The_zip_holds_one_folder_named_like_it_and_what_the_folder_holds()
    {
        using ZipArchive zip = ZipFile.OpenRead(HandedOut.Zip);

        Assert.Equal("InfluxDownsample.zip", Path.GetFileName(HandedOut.Zip));
        Assert.Equal(Files.Select(static file => $"InfluxDownsample/{file}"), zip.Entries.Select(static entry => entry.FullName));
    }

    [Fact]
    public void Nothing_of_the_build_is_handed_out()
    {
        Assert.DoesNotContain(Files, static file => file.EndsWith(".pdb", StringComparison.Ordinal) || file.EndsWith(".deps.json", StringComparison.Ordinal)
            || (file.StartsWith("module/bin/", StringComparison.Ordinal) && !file.EndsWith(".dll", StringComparison.Ordinal)));
        Assert.Equal(["bom.cdx.json", "CHANGELOG.md", "InfluxDownsample.psd1", "LICENSE", "README.md", "THIRD-PARTY-NOTICES.md"],
            Files.Where(static file => !file.Contains('/', StringComparison.Ordinal)).Order(StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void Every_assembly_runs_on_NET_8()
    {
        foreach (string file in Files.Where(static file => file.EndsWith(".dll", StringComparison.Ordinal)))
        {
            using var image = new PEReader(File.OpenRead(Path.Combine(Folder, file)));
            MetadataReader metadata = image.GetMetadataReader();
            Version runtime = metadata.AssemblyReferences.Select(metadata.GetAssemblyReference)
                .Where(reference => metadata.GetString(reference.Name) is "System.Runtime" or "netstandard").Max(static reference => reference.Version)!;

            Assert.True(runtime.Major <= 8, $"{file} wants the runtime of .NET {runtime}.");
            Assert.True(image.PEHeaders.CorHeader!.Flags.HasFlag(CorFlags.ILOnly), $"{file} has code for one kind of processor.");
        }
    }

    [Fact]
    public void Every_link_of_a_page_leads_somewhere()
    {
        foreach (string page in Files.Where(static file => file.EndsWith(".md", StringComparison.Ordinal)))
        {
            foreach (Match link in Regex.Matches(File.ReadAllText(Path.Combine(Folder, page)), @"\]\((?<target>[^)\s#]+)[^)]*\)"))
            {
                string target = link.Groups["target"].Value;
                string path = Path.Combine(Folder, Path.GetDirectoryName(page)!, target);
                Assert.True(target.StartsWith("https://", StringComparison.Ordinal) || Path.Exists(path), $"{page} links to '{target}'.");
            }
        }
    }

    [Fact]
    public void The_bill_of_materials_names_what_ships_with_version_licence_and_hash()
    {
        using JsonDocument bill = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "bom.cdx.json")));
        string notices = File.ReadAllText(Path.Combine(Folder, "THIRD-PARTY-NOTICES.md"));
        using JsonDocument locked = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Checkout.Root, "src", "InfluxDownsample", "packages.lock.json")));
        JsonElement packages = locked.RootElement.GetProperty("dependencies").GetProperty("net8.0");
        JsonElement[] components = [.. bill.RootElement.GetProperty("components").EnumerateArray()];

        Assert.Equal(
            Files.Where(static file => file.EndsWith(".dll", StringComparison.Ordinal)).Select(static file => Path.GetFileNameWithoutExtension(file))
                .Where(static name => !name.StartsWith("InfluxDownsample", StringComparison.Ordinal))
                // The one library that is not called like its package.
                .Select(static name => name == "OxyPlot" ? "OxyPlot.Core" : name).Order(StringComparer.Ordinal),
            components.Select(static component => component.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(components, component =>
        {
            string name = component.GetProperty("name").GetString()!;
            JsonElement package = packages.GetProperty(name);
            Assert.Equal(package.GetProperty("resolved").GetString(), component.GetProperty("version").GetString());
            Assert.Equal($"pkg:nuget/{name}@{package.GetProperty("resolved").GetString()}", component.GetProperty("purl").GetString());
            Assert.Matches("^[0-9a-f]{128}$", component.GetProperty("hashes")[0].GetProperty("content").GetString());
            string licence = component.GetProperty("licenses")[0].GetProperty("license").GetProperty("id").GetString()!;
            Assert.Contains($"| {name} | {licence} |", notices, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_dependency_is_used_by_a_project_or_pinned_below_one()
    {
        string[] projects = [.. new[] { "src", "tests", "tools" }.SelectMany(static folder => Directory.GetFiles(Path.Combine(Checkout.Root, folder), "*.csproj", SearchOption.AllDirectories))];
        string[] used = [.. projects.SelectMany(static project => XDocument.Load(project).Descendants("PackageReference"))
            .SelectMany(static reference => reference.Attribute("Include")!.Value.Split(';'))];
        string shipped = File.ReadAllText(Path.Combine(Checkout.Root, "src", "InfluxDownsample", "packages.lock.json"));

        IEnumerable<string> pinned = XDocument.Load(Path.Combine(Checkout.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .SelectMany(static version => version.Attribute("Include")!.Value.Split(';'));

        Assert.DoesNotContain(pinned, name => !used.Contains(name) && !shipped.Contains($"\"{name}\":", StringComparison.Ordinal));
    }

    [Fact]
    public void The_package_for_a_gallery_says_what_the_manifest_says()
    {
        using ZipArchive package = ZipFile.OpenRead(HandedOut.Package);
        using Stream content = package.GetEntry("InfluxDownsample.nuspec")!.Open();
        XElement metadata = XDocument.Load(content).Root!.Elements().First();
        string Said(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;

        Assert.Equal("InfluxDownsample", Said("id"));
        Assert.Equal("MIT", Said("license"));
        Assert.StartsWith("https://", Said("projectUrl"), StringComparison.Ordinal);
        Assert.Contains("Invoke-InfluxDownsample", Said("releaseNotes"), StringComparison.Ordinal);
        Assert.Contains(" PSModule ", Said("tags"), StringComparison.Ordinal);
        Assert.Contains(" PSCmdlet_Write-InfluxPoints", Said("tags"), StringComparison.Ordinal);
        Assert.Empty(Files.Except(package.Entries.Select(static entry => Uri.UnescapeDataString(entry.FullName))));
    }

    [Fact]
    public void Made_twice_it_is_the_same_byte_for_byte()
    {
        string path = Directory.CreateTempSubdirectory().FullName;
        try
        {
            IReadOnlyList<string> again = HandedOut.Write(path);

            Assert.Equal(File.ReadAllBytes(HandedOut.Zip), File.ReadAllBytes(again[1]));
            Assert.Equal(File.ReadAllBytes(HandedOut.Package), File.ReadAllBytes(again[2]));
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
