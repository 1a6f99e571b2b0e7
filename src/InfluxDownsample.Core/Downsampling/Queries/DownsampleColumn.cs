using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>A column of a downsampling query's answer.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="Role">Time, tag or field.</param>
/// <param name="Source">The field it is calculated from; null for time and tags.</param>
/// <param name="Function">What is calculated; null for time and tags.</param>
public sealed record DownsampleColumn(string Name, PointType Type, ColumnRole Role, SourceField? Source = null, AggregateFunction? Function = null)
{
    /// <summary>Whether it says how many rows of the source a point is made of, and is no result.</summary>
    public bool IsRowCount { get; init; }

    /// <summary>
    /// Whether it says how many raw rows a point is made of at least, by a count of an earlier tier where that is the source, and is no result.
    /// </summary>
    public bool IsSampleCount { get; init; }

    internal bool IsResult => !IsRowCount && !IsSampleCount;
}
