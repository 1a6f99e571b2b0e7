namespace InfluxDownsample.Core.Write;

/// <summary>The unit in which timestamps travel. Coarser units cut digits off, so nanoseconds are the default.</summary>
public enum WritePrecision
{
    /// <summary>Nanoseconds.</summary>
    Nanosecond,

    /// <summary>Microseconds.</summary>
    Microsecond,

    /// <summary>Milliseconds.</summary>
    Millisecond,

    /// <summary>Seconds.</summary>
    Second,
}
