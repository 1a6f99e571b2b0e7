using System.Management.Automation;
using InfluxDownsample.Core.Connections;

namespace InfluxDownsample.Transformation;

/// <summary>Lets a token be given as text besides <see cref="System.Security.SecureString"/>; only the protected form is bound.</summary>
public sealed class TokenTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
        => (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string text ? TokenText.Protect(text)! : inputData;
}
