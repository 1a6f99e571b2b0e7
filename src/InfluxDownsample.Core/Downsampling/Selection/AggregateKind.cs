namespace InfluxDownsample.Core.Downsampling;

/// <summary>What is calculated from the values of one field in one window. Nulls never count.</summary>
public enum AggregateKind
{
    /// <summary>The arithmetic mean.</summary>
    Mean,

    /// <summary>The sum.</summary>
    Sum,

    /// <summary>How many values there are.</summary>
    Count,

    /// <summary>The smallest value.</summary>
    Min,

    /// <summary>The largest value.</summary>
    Max,

    /// <summary>The earliest value.</summary>
    First,

    /// <summary>The latest value.</summary>
    Last,

    /// <summary>The value in the middle, or the mean of the two there.</summary>
    Median,

    /// <summary>The standard deviation of a sample.</summary>
    Stddev,

    /// <summary>The largest value less the smallest.</summary>
    Spread,

    /// <summary>The most frequent value.</summary>
    Mode,

    /// <summary>The value below which a given part of all values lies.</summary>
    Percentile,
}
