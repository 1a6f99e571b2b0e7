using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Points;

namespace InfluxDownsample.Transformation;

/// <summary>
/// Makes a time parameter take <see cref="DateTime"/> (of Kind Unspecified it counts as UTC), <see cref="DateTimeOffset"/>, <see cref="DateOnly"/>, ISO 8601
/// text and relative text (<c>-24h</c>, <c>now</c>). All become text: relative times are counted from the cmdlet's own now, text keeps nanoseconds, and a date
/// without a time is one in the zone in which such text is read.
/// </summary>
public sealed class TimeTransformationAttribute : ArgumentTransformationAttribute
{
    private const string Iso = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
        => ExactTime.Restore(inputData is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : inputData) switch
    {
        DateTime { Kind: DateTimeKind.Local } local => Text(local.ToUniversalTime()),
        DateTime utc => Text(utc),
        DateTimeOffset stamp => Text(stamp.UtcDateTime),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        PointTime exact => TimeText.Format(exact.Nanoseconds),
        string text => text,
        // A number typed without quotes (-1d): its text as typed.
        _ => inputData is PSObject typed ? typed.ToString() : inputData,
    };

    private static string Text(DateTime utc) => utc.ToString(Iso, CultureInfo.InvariantCulture);
}
