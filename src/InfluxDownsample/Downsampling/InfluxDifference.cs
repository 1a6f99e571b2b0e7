using System.Globalization;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Downsampling;

/// <summary>A field whose value in the target is not what the source gives.</summary>
public sealed class InfluxDifference
{
    internal InfluxDifference(FieldDifference difference)
    {
        WindowStart = UnixNanoseconds.ToDateTime(difference.WindowStart);
        Series = difference.Series;
        Field = difference.Field;
        Expected = difference.Expected;
        Actual = difference.Actual;
    }

    /// <summary>Where the window begins, UTC.</summary>
    public DateTime WindowStart { get; }

    /// <summary>The tags of the series, such as <c>room=office</c>.</summary>
    public string Series { get; }

    /// <summary>The field.</summary>
    public string Field { get; }

    /// <summary>What the source gives; null when nothing.</summary>
    public object? Expected { get; }

    /// <summary>What the target holds; null when nothing.</summary>
    public object? Actual { get; }

    /// <inheritdoc/>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture,
            $"{WindowStart:yyyy-MM-dd'T'HH:mm:ss'Z'} {(Series.Length > 0 ? Series + " " : "")}{Field}: "
            + $"{Actual ?? "nothing"} instead of {Expected ?? "nothing"}");
}
