using System.Globalization;
using System.Management.Automation;

namespace InfluxDownsample.Transformation;

/// <summary>
/// Makes a time parameter take <see cref="DateTime"/> (of Kind Unspecified it counts as UTC), <see cref="DateTimeOffset"/>, ISO 8601 text and relative
/// text (<c>-24h</c>, <c>now</c>). All become text: relative times are counted from the cmdlet's own now, and text keeps nanoseconds.
/// </summary>
public sealed class TimeTransformationAttribute : ArgumentTransformationAttribute
{
    private const string Iso = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
        => (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
    {
        DateTime { Kind: DateTimeKind.Local } local => Text(local.ToUniversalTime()),
        DateTime utc => Text(utc),
        DateTimeOffset stamp => Text(stamp.UtcDateTime),
        string text => text,
        // A number typed without quotes (-1d): its text as typed.
        _ => inputData is PSObject typed ? typed.ToString() : inputData,
    };

    private static string Text(DateTime utc) => utc.ToString(Iso, CultureInfo.InvariantCulture);
}
