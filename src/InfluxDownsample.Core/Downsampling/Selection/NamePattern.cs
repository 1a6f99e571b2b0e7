namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Picks names by their text or by wildcards. The wildcard language is the caller's, so that a shell can use its own.
/// A name that is there exactly as written always wins over reading it as wildcards.
/// </summary>
/// <param name="Text">The pattern as typed.</param>
/// <param name="IsMatch">Tells whether a name matches; null when the text is a plain name.</param>
public sealed record NamePattern(string Text, Func<string, bool>? IsMatch)
{
    /// <summary>Every name.</summary>
    public static NamePattern All { get; } = new("*", static _ => true);

    /// <summary>Whether it is one name and no wildcards.</summary>
    public bool IsExact => IsMatch is null;

    /// <summary>Exactly one name.</summary>
    public static NamePattern Exactly(string name) => new(name, null);

    /// <summary>The name as it was typed, where wildcards in it are escaped: it may also be meant so, escapes and all. Null when it is the text.</summary>
    public string? Typed { get; init; }

    /// <summary>Whether it picks the name.</summary>
    public bool Matches(string name) => IsName(name) || IsMatch?.Invoke(name) == true;

    /// <summary>How precisely it picks the name: the more of its characters are no wildcards, the more.</summary>
    internal int Precision(string name) => IsName(name) ? int.MaxValue : Text.Count(c => c is not ('*' or '?' or '[' or ']'));

    private bool IsName(string name) => Text == name || Typed == name;
}
