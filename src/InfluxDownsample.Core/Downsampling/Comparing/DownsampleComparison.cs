namespace InfluxDownsample.Core.Downsampling;

/// <summary>How a target stands to its source over a range. Windows are counted once, over all series.</summary>
public sealed class DownsampleComparison
{
    private const int MaxDifferences = 10_000;

    private readonly List<FieldDifference> _differences = [];

    /// <summary>The start of the range, nanoseconds since 1970-01-01 UTC; null when there is nothing to compare.</summary>
    public long? From { get; internal set; }

    /// <summary>The end of the range.</summary>
    public long? To { get; internal set; }

    /// <summary>Windows compared.</summary>
    public long Windows { get; internal set; }

    /// <summary>Windows in which every series is the same on both sides; those without any row are not among them.</summary>
    public long Match { get; internal set; }

    /// <summary>Windows in which the target lacks a series or a field.</summary>
    public long Missing { get; internal set; }

    /// <summary>Windows in which a series has other values.</summary>
    public long Different { get; internal set; }

    /// <summary>Windows in which the target holds a series that the source does not give.</summary>
    public long Extra { get; internal set; }

    /// <summary>Windows with nothing to compare: without a row that counts in the source, and without a point in the target.</summary>
    public long Empty { get; internal set; }

    /// <summary>The columns whose values the server only estimates.</summary>
    public IReadOnlyList<string> EstimatedColumns { get; internal set; } = [];

    /// <summary>What differs, the first ten thousand fields, in order of time.</summary>
    public IReadOnlyList<FieldDifference> Differences => _differences;

    internal void Add(IEnumerable<FieldDifference> differences) => _differences.AddRange(differences.Take(MaxDifferences - _differences.Count));
}
