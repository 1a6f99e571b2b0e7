using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using InfluxDownsample.Core.Charts.Drawing;

namespace InfluxDownsample.Core.Charts;

/// <summary>
/// A page with charts to zoom in: one file that asks nothing of any other place. Its parts lie in the folder Page and are put together here. Names come
/// into it as escaped text and as JSON in which no tag can end; its policy runs no other script than its own.
/// </summary>
internal static class ChartPage
{
    private static readonly string[] s_scripts = ["time.js", "chart.js", "draw.js", "page.js"];

    /// <summary>A page with one chart.</summary>
    public static string Write(Chart chart) => Write(chart.Title, [], [chart]);

    /// <summary>A page.</summary>
    /// <param name="title">The title.</param>
    /// <param name="jobs">What jobs came to.</param>
    /// <param name="charts">Charts of no job.</param>
    public static string Write(string title, IReadOnlyList<JobReport> jobs, IReadOnlyList<Chart> charts)
    {
        string style = Part("page.css");
        string script = $"'use strict';\n(() => {{\n{string.Concat(s_scripts.Select(Part))}}})();\n";
        return Part("page.html")
            .Replace("{{styleHash}}", Hash(style), StringComparison.Ordinal)
            .Replace("{{scriptHash}}", Hash(script), StringComparison.Ordinal)
            .Replace("{{style}}", style, StringComparison.Ordinal)
            .Replace("{{script}}", script, StringComparison.Ordinal)
            // Last, since names may look like anything: a title's braces are escaped, so that no place is found in it.
            .Replace("{{title}}", WebUtility.HtmlEncode(ChartText.Clean(title)).Replace("{", "&#123;", StringComparison.Ordinal), StringComparison.Ordinal)
            .Replace("{{data}}", PageData.Write(jobs, charts), StringComparison.Ordinal);
    }

    private static string Part(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Page.{name}")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        // A hash must not depend on how a checkout ends its lines.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
