namespace InfluxDownsample.Core.LineProtocol;

/// <summary>What the target of a write has already.</summary>
internal interface ITargetColumns
{
    /// <summary>The columns of a measurement by name; empty where it is not there or cannot be asked about.</summary>
    IReadOnlyDictionary<string, TargetColumn> Find(string measurement);
}
