using System.Text.Json;
using System.Text.Json.Nodes;
using NuGet.Configuration;
using NuGet.Packaging;

namespace InfluxDownsample.Package;

/// <summary>
/// What is in the package, as CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/): each library with version, licence and the hash of the package it came in,
/// from the list of dependencies that the build wrote.
/// </summary>
internal static class BillOfMaterials
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, NewLine = "\n" };
    private static readonly string[] s_licences = ["Apache-2.0", "BSD-3-Clause", "MIT"];

    public static byte[] Of(string root, ModuleManifest manifest)
    {
        string binaries = Path.Combine(root, "module", "bin", "net8.0");
        using JsonDocument built = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(binaries, "InfluxDownsample.deps.json")));
        JsonElement target = built.RootElement.GetProperty("targets").EnumerateObject().First().Value;
        string own = $"pkg:nuget/InfluxDownsample@{manifest.Version}";
        var components = new JsonArray();
        var references = new JsonArray();
        foreach (JsonProperty library in built.RootElement.GetProperty("libraries").EnumerateObject().OrderBy(static library => library.Name, StringComparer.Ordinal))
        {
            string[] name = library.Name.Split('/');
            if (library.Value.GetProperty("type").GetString() == "package" && Ships(target.GetProperty(library.Name), binaries))
            {
                components.Add(Component(name[0], name[1], library.Value));
                references.Add(Reference(name[0], name[1]));
            }
        }

        var bill = new JsonObject
        {
            ["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json",
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["component"] = new JsonObject
                {
                    ["type"] = "library",
                    ["bom-ref"] = own,
                    ["name"] = "InfluxDownsample",
                    ["version"] = manifest.Version,
                    ["description"] = manifest.Description,
                    ["licenses"] = Licence("MIT"),
                    ["purl"] = own,
                },
            },
            ["components"] = components,
            ["dependencies"] = new JsonArray(new JsonObject { ["ref"] = own, ["dependsOn"] = references }),
        };
        return JsonSerializer.SerializeToUtf8Bytes(bill, s_indented);
    }

    // A library may be called otherwise than the package it came in.
    private static bool Ships(JsonElement package, string binaries)
        => package.TryGetProperty("runtime", out JsonElement files)
            && files.EnumerateObject().Any(file => File.Exists(Path.Combine(binaries, Path.GetFileName(file.Name))));

    private static JsonObject Component(string name, string version, JsonElement library)
        => new()
        {
            ["type"] = "library",
            ["bom-ref"] = Reference(name, version),
            ["name"] = name,
            ["version"] = version,
            ["hashes"] = new JsonArray(new JsonObject
            {
                ["alg"] = "SHA-512",
                ["content"] = Convert.ToHexStringLower(Convert.FromBase64String(library.GetProperty("sha512").GetString()!["sha512-".Length..])),
            }),
            ["licenses"] = Licence(LicenceOf(name, library.GetProperty("path").GetString()!)),
            ["purl"] = Reference(name, version),
        };

    private static string Reference(string name, string version) => $"pkg:nuget/{name}@{version}";

    private static JsonArray Licence(string id) => new(new JsonObject { ["license"] = new JsonObject { ["id"] = id } });

    // As the package itself says; one that fits no longer is found before it is handed on.
    private static string LicenceOf(string name, string path)
    {
        string folder = Path.Combine(SettingsUtility.GetGlobalPackagesFolder(Settings.LoadDefaultSettings(root: null)), path);
        LicenseMetadata? said = new NuspecReader(Path.Combine(folder, name.ToLowerInvariant() + ".nuspec")).GetLicenseMetadata();
        return said is { Type: LicenseType.Expression } && s_licences.Contains(said.License)
            ? said.License
            : throw new InvalidOperationException($"{name} is under the licence '{said?.License}', which is none of {string.Join(", ", s_licences)}.");
    }
}
