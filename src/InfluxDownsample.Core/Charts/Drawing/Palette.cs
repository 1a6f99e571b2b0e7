namespace InfluxDownsample.Core.Charts.Drawing;

/// <summary>Colours that people who see few colours tell apart too, on white and on black.</summary>
internal static class Palette
{
    /// <summary>The colours as <c>#rrggbb</c>; the page's style sheet has the same.</summary>
    public static IReadOnlyList<string> Colors { get; } = ["#1f77b4", "#d1630b", "#2b9e6b", "#b0468f", "#8a7500", "#3d9bc9", "#c23b3b", "#6b6b9e"];

    /// <summary>The colour of a number.</summary>
    public static string Of(int number) => Colors[number % Colors.Count];
}
