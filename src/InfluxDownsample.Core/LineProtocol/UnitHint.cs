using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Write;

namespace InfluxDownsample.Core.LineProtocol;

/// <summary>Looks at numbers that count as nanoseconds because nobody said their unit, and finds the one in which they are most likely meant.</summary>
internal sealed class UnitHint
{
    // Before 1971, as a number of nanoseconds.
    private const long Year = 365L * 24 * 3600 * 1_000_000_000;

    private long _least = long.MaxValue;
    private long _greatest = long.MinValue;

    /// <summary>The unit where all of them lie before 1971 in nanoseconds, and are times in that unit; else null.</summary>
    public WritePrecision? Likely => Candidate is { } unit && Fits(_least, unit) && Fits(_greatest, unit) ? unit : null;

    private WritePrecision? Candidate => _greatest switch
    {
        <= 0 or >= Year => null,
        < 100_000_000_000 => WritePrecision.Second,
        < 100_000_000_000_000 => WritePrecision.Millisecond,
        _ => WritePrecision.Microsecond,
    };

    public void See(long number)
    {
        _least = Math.Min(_least, number);
        _greatest = Math.Max(_greatest, number);
    }

    private static bool Fits(long number, WritePrecision unit)
        => (Int128)number * unit.Nanoseconds() is var time && time >= UnixNanoseconds.MinValue && time <= UnixNanoseconds.MaxValue;
}
