using System.Management.Automation;

namespace InfluxDownsample.Transformation;

/// <summary>Lets a switch be given as text, which is all that a CSV file has: <c>true</c>, <c>yes</c> or <c>1</c>; anything else empty or not is no.</summary>
public sealed class SwitchTextTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
        => (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            null => false,
            string text => text.Trim().ToLowerInvariant() is "true" or "yes" or "1",
            _ => inputData,
        };
}
