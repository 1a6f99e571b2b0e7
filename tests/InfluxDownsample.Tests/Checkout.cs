namespace InfluxDownsample.Tests;

/// <summary>The folder that holds the solution: tests use its module, examples and data as they are.</summary>
internal static class Checkout
{
    public static readonly string Root = Find();

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "InfluxDownsample.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests run from a checkout.");
    }
}
