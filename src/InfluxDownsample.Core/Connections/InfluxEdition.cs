namespace InfluxDownsample.Core.Connections;

/// <summary>Which InfluxDB 3 product answers; it decides the write endpoint and how databases are managed (wire reference 9).</summary>
public enum InfluxEdition
{
    /// <summary>Not known yet: ask the server.</summary>
    Auto,

    /// <summary>InfluxDB 3 Core.</summary>
    Core,

    /// <summary>InfluxDB 3 Enterprise.</summary>
    Enterprise,

    /// <summary>InfluxDB Cloud Serverless; its databases are called buckets.</summary>
    CloudServerless,

    /// <summary>InfluxDB Cloud Dedicated.</summary>
    CloudDedicated,

    /// <summary>InfluxDB Clustered.</summary>
    Clustered,
}
