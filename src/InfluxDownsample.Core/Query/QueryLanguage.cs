namespace InfluxDownsample.Core.Query;

/// <summary>The language of a query text.</summary>
/// <remarks>Of 64 bits: such an enumeration is written by its names in ConvertTo-Json, every other one as numbers.</remarks>
public enum QueryLanguage : long
{
    /// <summary>SQL as DataFusion reads it.</summary>
    Sql,

    /// <summary>InfluxQL.</summary>
    InfluxQL,
}
