namespace InfluxDownsample.LocalServer.Faults;

/// <summary>What the server is told to do wrong, for rehearsals and tests; nothing by default.</summary>
public sealed class FaultSettings
{
    /// <summary>Of two versions of a point, reads keep returning the older, as real servers may.</summary>
    public bool StaleOverwrite { get; set; }
}
