using System.IO.Enumeration;

namespace InfluxDownsample.Conformance.Corpus;

/// <summary>Patterns with * and ?, of which one must fit.</summary>
internal sealed class Pattern
{
    private readonly string[] _patterns;

    private Pattern(string[] patterns) => _patterns = patterns;

    /// <summary>Null fits everything.</summary>
    public static Pattern Of(string? text) => new(text?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? ["*"]);

    /// <summary>A pattern with commas in it.</summary>
    public static Pattern One(string text) => new([text]);

    public bool Fits(params string[] names) => _patterns.Any(pattern => names.Any(name => FileSystemName.MatchesSimpleExpression(pattern, name)));
}
