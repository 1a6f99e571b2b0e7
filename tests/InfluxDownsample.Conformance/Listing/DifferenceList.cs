using System.Globalization;

namespace InfluxDownsample.Conformance.Listing;

/// <summary>
/// The differences from one server that are known and stay, as a file of lines: <c>equal N</c> once, then causes as <see cref="ListedCause"/>
/// prints them; lines that begin with <c>#</c> are read over.
/// </summary>
internal sealed class DifferenceList
{
    private readonly string _path;
    private readonly string[] _lines;

    private DifferenceList(string path)
    {
        _path = path;
        _lines = File.ReadAllLines(path);
        Equal = int.Parse(_lines.Single(IsEqual)["equal ".Length..], CultureInfo.InvariantCulture);
        Causes = [.. _lines.Where(IsCause).Select(Parse)];
    }

    /// <summary>Equal answers at least, benign differences included.</summary>
    public int Equal { get; }

    /// <summary>Of two that explain a difference the first counts.</summary>
    public IReadOnlyList<ListedCause> Causes { get; }

    public static DifferenceList Read(string path) => new(path);

    /// <summary>Writes the file anew with these counts; a cause that explains nothing any more goes.</summary>
    public void Save(int equal, Func<ListedCause, int> countOf)
    {
        Dictionary<string, ListedCause> causes = Causes.ToDictionary(cause => Key(cause.ToString()));
        IEnumerable<string> lines = _lines.Select(line => IsEqual(line) ? $"equal {equal}"
            : IsCause(line) && causes[Key(Parse(line).ToString())] is { } cause ? (countOf(cause) is > 0 and int count ? (cause with { Count = count }).ToString() : "") : line);
        File.WriteAllText(_path, string.Concat(lines.Where((line, i) => line.Length > 0 || _lines[i].Length == 0).Select(line => line + '\n')));
    }

    private static bool IsEqual(string line) => line.StartsWith("equal ", StringComparison.Ordinal);

    private static bool IsCause(string line) => line.Contains('|', StringComparison.Ordinal) && !line.StartsWith('#');

    private static string Key(string line) => line[(line.IndexOf('|', StringComparison.Ordinal) + 1)..];

    private static ListedCause Parse(string line) => line.Split(" | ") is [var count, var groups, var kinds, var words, var reason]
        ? new ListedCause(int.Parse(count, CultureInfo.InvariantCulture), groups.Trim(), kinds.Trim(), words.Trim(), reason.Trim())
        : throw new InvalidDataException($"Not count | groups | kinds | words | reason: {line}");
}
