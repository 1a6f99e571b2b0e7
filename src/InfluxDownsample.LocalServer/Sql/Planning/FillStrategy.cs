namespace InfluxDownsample.LocalServer.Sql;

/// <summary>What stands in the rows that gap filling adds.</summary>
internal enum FillStrategy
{
    /// <summary><c>locf()</c>: the last value before.</summary>
    Previous,

    /// <summary><c>interpolate()</c>: the straight line between the values around the gap.</summary>
    Linear,
}
