namespace InfluxDownsample.Core.Points;

/// <summary>What a column is to InfluxDB.</summary>
/// <remarks>Of 64 bits: such an enumeration is written by its names in ConvertTo-Json, every other one as numbers.</remarks>
public enum ColumnRole : long
{
    /// <summary>A value that was measured.</summary>
    Field,

    /// <summary>Part of the series key; always text.</summary>
    Tag,

    /// <summary>The timestamp.</summary>
    Time,

    /// <summary>InfluxQL's <c>iox::measurement</c>: the name of the table that the row is from.</summary>
    Measurement,
}
