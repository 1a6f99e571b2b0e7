namespace InfluxDownsample.LocalServer.Query;

/// <summary>What stands in the rows that gap filling adds.</summary>
internal enum FillMode
{
    Null,

    /// <summary>No row is added.</summary>
    None,

    /// <summary>The last value before.</summary>
    Previous,

    /// <summary>The straight line between the values around the gap.</summary>
    Linear,

    /// <summary>A number.</summary>
    Value,
}
