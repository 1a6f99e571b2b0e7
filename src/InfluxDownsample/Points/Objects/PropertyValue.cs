using System.Data;
using System.Management.Automation;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Points.Objects;

/// <summary>Reads a property of somebody else's object. One that throws, a script or a getter, is a matter of that object and of no other.</summary>
internal static class PropertyValue
{
    /// <exception cref="PointException">The property throws.</exception>
    public static object? Of(PSPropertyInfo property) => TryRead(property, out object? value) is not { } reason ? value
        : throw new PointException(new PointProblem(
            property.Name, $"The property cannot be read: {reason}", "Correct it, or leave it out before with Select-Object -ExcludeProperty."));

    /// <returns>Null, or why the property cannot be read, a sentence.</returns>
    public static string? TryRead(PSPropertyInfo property, out object? value)
    {
        try
        {
            value = property.Value;
            return null;
        }
        // Ctrl+C while a script runs arrives in the same wrapping.
        catch (ExtendedTypeSystemException failure) when (failure.GetBaseException() is not PipelineStoppedException)
        {
            value = null;
            return Sentence(failure.GetBaseException().Message);
        }
    }

    /// <summary>Makes sure that a row of a table has values.</summary>
    /// <exception cref="PointException">It was deleted.</exception>
    public static void Require(DataRow row)
    {
        if (!row.HasVersion(DataRowVersion.Default))
        {
            throw new PointException(new PointProblem(null, "The row was deleted from its table, so it has no values."));
        }
    }

    private static string Sentence(string message)
    {
        string text = ErrorText.Shorten(message.Trim(), ErrorText.ServerLength);
        return text.EndsWith('.') || text.EndsWith('!') || text.EndsWith('?') ? text : text + ".";
    }
}
