namespace InfluxDownsample.Package;

/// <summary>A file of the package.</summary>
/// <param name="Path">Where it lies, from the manifest's folder, with slashes.</param>
/// <param name="Content">Its bytes.</param>
public sealed record ModuleFile(string Path, byte[] Content);
