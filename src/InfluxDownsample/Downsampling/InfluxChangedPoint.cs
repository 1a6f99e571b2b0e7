using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Results;

namespace InfluxDownsample.Downsampling;

/// <summary>A point that has other values now than when it was written.</summary>
public sealed class InfluxChangedPoint
{
    internal InfluxChangedPoint(ChangedPoint point)
    {
        WindowStart = UnixNanoseconds.ToDateTime(point.WindowStart);
        Series = point.Series;
        Outcome = point.Outcome.ToString();
        Differences = new(point.Differences.Select(difference => new InfluxDifference(difference)));
    }

    /// <summary>Where its window begins, UTC.</summary>
    public DateTime WindowStart { get; }

    /// <summary>Its tags, such as <c>room=office</c>.</summary>
    public string Series { get; }

    /// <summary>Reported: the target is as it was. Verified: written, and read back new. Stale: written, but read back old.</summary>
    public string Outcome { get; }

    /// <summary>The fields that differ.</summary>
    public ResultList<InfluxDifference> Differences { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{WindowStart:yyyy-MM-dd'T'HH:mm:ss'Z'} {(Series.Length > 0 ? Series + " " : "")}{Outcome}";
}
