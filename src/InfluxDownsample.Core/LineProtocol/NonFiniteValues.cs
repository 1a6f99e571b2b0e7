namespace InfluxDownsample.Core.LineProtocol;

/// <summary>What to do with NaN and infinities, which line protocol cannot hold (wire reference 5.2).</summary>
public enum NonFiniteValues
{
    /// <summary>Leave the field out and count it.</summary>
    Skip,

    /// <summary>The whole point is invalid.</summary>
    Error,
}
