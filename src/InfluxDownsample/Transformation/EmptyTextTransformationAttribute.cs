using System.Management.Automation;

namespace InfluxDownsample.Transformation;

/// <summary>
/// Takes an empty text for a parameter that was not given: an empty cell of a job list in a CSV file. For a switch, text that says yes or no counts,
/// since a CSV file has no booleans.
/// </summary>
public sealed class EmptyTextTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override bool TransformNullOptionalParameters => true;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
        => (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is not string text ? inputData
            : string.IsNullOrWhiteSpace(text) ? null!
            : inputData;
}
