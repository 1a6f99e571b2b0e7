namespace InfluxDownsample.LocalServer;

/// <summary>The releases of InfluxDB 3 Core that the local server can be like.</summary>
public enum CoreVersion
{
    /// <summary>3.10.1.</summary>
    Core310,

    /// <summary>3.6.0, where it differs in what a client meets. // wire reference 13</summary>
    Core36,
}
