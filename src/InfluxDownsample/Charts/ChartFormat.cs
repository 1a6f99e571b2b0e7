using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Charts;

/// <summary>The kinds of files that charts are written as, by the end of their names.</summary>
internal static class ChartFormat
{
    private const int MaxPointsOfPicture = 2000;
    private const int MaxPointsOfPage = 10_000;

    /// <summary>Whether it is a page and no picture.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: it is neither.</exception>
    public static bool IsPage(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".svg" => false,
        ".html" or ".htm" => true,
        ".png" => throw new InfluxException(InfluxErrorId.InvalidParameter, "Charts are not written as PNG: that would need native code for each system.")
        {
            Target = path,
            Advice = "Write a .svg, which browsers, wikis and Office show, or a .html page. "
                + "Where it must be PNG, a browser makes it: chromium --headless --screenshot=x.png x.svg.",
        },
        var other => throw new InfluxException(InfluxErrorId.InvalidParameter, $"'{other}' is no kind of chart.")
        {
            Target = path,
            Advice = "Name a file that ends in .svg or .html.",
        },
    };

    /// <summary>How many points of a series are drawn where nobody says: a page can be zoomed into.</summary>
    public static int MaxPoints(bool isPage) => isPage ? MaxPointsOfPage : MaxPointsOfPicture;
}
