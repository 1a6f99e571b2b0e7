namespace InfluxDownsample.Core.Downsampling;

/// <summary>What to do with a window that has other values now than when it was written.</summary>
public enum ChangePolicy
{
    /// <summary>Count and list it; the target stays as it is.</summary>
    Report,

    /// <summary>Write it again and read it back: InfluxDB does not promise which of two versions of a point survives (wire reference 5.8).</summary>
    Write,

    /// <summary>End the run.</summary>
    Fail,
}
