using System.Globalization;
using System.Management.Automation;

namespace InfluxDownsample.Transformation;

/// <summary>
/// Takes the name of a culture that the system knows. .NET makes a culture of almost any word, which then reads dates month first, as the invariant one does.
/// </summary>
public sealed class CultureTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
        => (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string name ? Find(name.Trim()) : inputData;

    private static CultureInfo Find(string name)
    {
        if (name.Length == 0)
        {
            throw new ArgumentTransformationMetadataException(
                "No culture is named. Name one, such as de-DE, or give [cultureinfo]::InvariantCulture where that is meant.");
        }

        if (CultureInfo.GetCultures(CultureTypes.AllCultures).Length <= 1)
        {
            throw new ArgumentTransformationMetadataException(
                $"The culture '{name}' is not known, since this process knows none by name: .NET runs in invariant globalization mode. "
                    + "Say with -TimeFormat how times are written, or give a CultureInfo object.");
        }

        try
        {
            return CultureInfo.GetCultureInfo(name, predefinedOnly: true);
        }
        catch (CultureNotFoundException)
        {
            throw new ArgumentTransformationMetadataException($"The culture '{name}' is not known. Name one as language and region, such as de-DE or en-GB.");
        }
    }
}
