using System.Management.Automation;

namespace InfluxDownsample.Transformation;

/// <summary>
/// Lets a switch be given as text or number, which is all that a CSV file has: <c>true</c>, <c>yes</c>, <c>1</c>, and <c>false</c>, <c>no</c>, <c>0</c>
/// or nothing. Anything else stays what it is, and fits no switch.
/// </summary>
public sealed class SwitchTextTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            null => false,
            string or int or long => Read(value.ToString()!) ?? value,
            _ => value,
        };
    }

    private static object? Read(string text) => text.Trim().ToLowerInvariant() switch
    {
        "true" or "yes" or "1" => true,
        "false" or "no" or "0" or "" => false,
        _ => null,
    };
}
