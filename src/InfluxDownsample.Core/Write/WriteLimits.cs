namespace InfluxDownsample.Core.Write;

/// <summary>What the server takes in one request.</summary>
public static class WriteLimits
{
    /// <summary>The largest body, unpacked and packed, in bytes (wire reference 5.1).</summary>
    public const int MaxRequestBytes = 10 * 1024 * 1024;
}
