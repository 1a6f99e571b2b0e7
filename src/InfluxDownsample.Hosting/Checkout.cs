namespace InfluxDownsample.Hosting;

/// <summary>The folder that holds the solution: its module, examples and data are used as they are.</summary>
public static class Checkout
{
    public static string Root { get; } = Find();

    /// <summary>The manifest that an admin imports.</summary>
    public static string Manifest { get; } = Path.Combine(Root, "InfluxDownsample.psd1");

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "InfluxDownsample.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException(
            $"InfluxDownsample.sln is in no folder above '{AppContext.BaseDirectory}'. This program runs from a checkout.");
    }
}
