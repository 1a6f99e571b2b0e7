namespace InfluxDownsample.Core.Query;

/// <summary>The language of a query text.</summary>
public enum QueryLanguage
{
    /// <summary>SQL as DataFusion reads it.</summary>
    Sql,

    /// <summary>InfluxQL.</summary>
    InfluxQL,
}
