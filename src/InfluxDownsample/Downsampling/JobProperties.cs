using System.Management.Automation;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Downsampling;

/// <summary>Finds misspelt parameters in a list of jobs: the engine passes over a property that is no parameter, and the job would run without it.</summary>
internal static class JobProperties
{
    // Shorter names are near to some other by chance.
    private const int ShortestChecked = 5;

    /// <summary>Checks the names of a job's keys or properties. One that is no parameter and near to none is somebody's note, and passed over.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: a name is nearly that of a parameter.</exception>
    public static void Check(IEnumerable<string> names, CommandInfo command)
    {
        string[] known = [.. command.Parameters.Values.SelectMany(parameter => parameter.Aliases.Prepend(parameter.Name)).Except(Cmdlet.CommonParameters, StringComparer.OrdinalIgnoreCase)];
        foreach (string name in names.Where(name => name.Length >= ShortestChecked && !known.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            if (NearNames.Find(name, known).Count > 0)
            {
                throw new InfluxException(InfluxErrorId.InvalidParameter, $"The job has '{name}', which is no parameter. {NearNames.Suggest(name, known, kind: null)}") { Target = name };
            }
        }
    }
}
