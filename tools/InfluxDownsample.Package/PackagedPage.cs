using System.Text.RegularExpressions;

namespace InfluxDownsample.Package;

/// <summary>A page as it reads in the package: what it links to there is linked to, what stayed in the checkout is only named.</summary>
internal static partial class PackagedPage
{
    /// <summary>The text of a page.</summary>
    /// <param name="path">Where it lies in the package.</param>
    /// <param name="text">Its text in the checkout.</param>
    /// <param name="files">The paths of the package.</param>
    public static string Of(string path, string text, IReadOnlySet<string> files)
        => Link().Replace(text, link => Leads(path, link.Groups["target"].Value, files) ? link.Value : link.Groups["text"].Value);

    private static bool Leads(string page, string target, IReadOnlySet<string> files)
    {
        if (target.StartsWith('#') || Uri.TryCreate(target, UriKind.Absolute, out _))
        {
            return true;
        }

        // The package as a site of its own, so that .. and . mean what they mean to who follows a link.
        string path = Uri.UnescapeDataString(new Uri(new Uri("http://package/" + page), target).AbsolutePath[1..]);
        return files.Contains(path) || files.Any(file => file.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal));
    }

    // [text](target), and ![text](target), which without its picture is its text.
    [GeneratedRegex(@"!?\[(?<text>[^\]]*)\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
