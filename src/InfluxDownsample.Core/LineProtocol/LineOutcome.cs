namespace InfluxDownsample.Core.LineProtocol;

/// <summary>What became of a row.</summary>
public enum LineOutcome
{
    /// <summary>The row is a line now.</summary>
    Written,

    /// <summary>The row has no field left: all are null. No line was written.</summary>
    NoFields,

    /// <summary>The row has no field left: those that are not null are NaN or infinite. No line was written.</summary>
    NonFinite,

    /// <summary>The row cannot be a point. No line was written.</summary>
    Invalid,
}
