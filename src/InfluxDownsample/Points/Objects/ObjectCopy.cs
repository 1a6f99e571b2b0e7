using System.Management.Automation;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Points.Objects;

/// <summary>Copies of this module's objects, as jobs, files of Export-Clixml and Select-Object make them: bags of what the properties held.</summary>
internal static class ObjectCopy
{
    /// <summary>Whether an object is a copy of one of a class; the class's name may go on.</summary>
    public static bool Is(PSObject input, string type)
        => input.TypeNames.Any(name => name.StartsWith("Selected." + type, StringComparison.Ordinal)
            || name.StartsWith("Deserialized." + type, StringComparison.Ordinal));

    /// <summary>Refuses the copy of a batch, which has its properties and not its rows.</summary>
    /// <exception cref="PointException">It is one.</exception>
    public static void RefuseBatch(object input)
    {
        if (input is PSObject { BaseObject: PSCustomObject } copy && Is(copy, typeof(InfluxBatch).FullName!))
        {
            throw new PointException(new PointProblem(
                null,
                "The object is a copy of a batch, and its rows are where it was made: jobs, Export-Clixml and Select-Object copy points, not batches.",
                "Get points there: use Invoke-InfluxQuery or Get-InfluxPoints without -AsBatch."));
        }
    }
}
