using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.Connections;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Downsampling;

/// <summary>Finds mistakes in a list of jobs: the engine passes over a property that is no parameter, or whose value does not fit it, and the job would run without it.</summary>
internal static class JobProperties
{
    // Shorter names are near to some other by chance.
    private const int ShortestChecked = 4;

    /// <summary>Checks the names of a job's keys or properties. One that is no parameter and near to none is somebody's note, and passed over.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: a name is nearly that of a parameter.</exception>
    public static void CheckNames(IEnumerable<string> names, CommandInfo command)
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

    /// <summary>Checks that the values of a job's properties fit their parameters.</summary>
    /// <param name="job">The job.</param>
    /// <param name="command">The cmdlet.</param>
    /// <param name="typed">What was given on the command line, where the job's own value does not count.</param>
    /// <param name="engine">The engine.</param>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: a value does not fit.</exception>
    public static void CheckValues(PSObject job, CommandInfo command, IReadOnlySet<string> typed, EngineIntrinsics engine)
    {
        foreach (PSPropertyInfo property in job.Properties)
        {
            if (command.Parameters.Values.FirstOrDefault(parameter => IsNamed(parameter, property.Name)) is { } parameter && !typed.Contains(parameter.Name))
            {
                CheckValue(parameter, property.Value, engine);
            }
        }
    }

    private static bool IsNamed(ParameterMetadata parameter, string name)
        => parameter.Aliases.Prepend(parameter.Name).Contains(name, StringComparer.OrdinalIgnoreCase)
        && parameter.ParameterSets.Values.Any(set => set.ValueFromPipelineByPropertyName);

    private static void CheckValue(ParameterMetadata parameter, object? value, EngineIntrinsics engine)
    {
        object? given = value;
        foreach (ArgumentTransformationAttribute transformation in parameter.Attributes.OfType<ArgumentTransformationAttribute>())
        {
            given = given is null && !transformation.TransformNullOptionalParameters ? null : transformation.Transform(engine, given);
        }

        if (given is null || (parameter.ParameterType == typeof(SwitchParameter) ? given is bool or SwitchParameter : LanguagePrimitives.TryConvertTo(given, parameter.ParameterType, CultureInfo.InvariantCulture, out _)))
        {
            return;
        }

        // A connection may hold a token.
        string shown = parameter.ParameterType == typeof(ConnectionReference) ? "" : $" '{given}'";
        throw new InfluxException(InfluxErrorId.InvalidParameter, $"The job's {parameter.Name}{shown} is not {Wanted(parameter.ParameterType)}.") { Target = parameter.Name };
    }

    private static string Wanted(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { IsEnum: true } choice => $"one of {string.Join(", ", Enum.GetNames(choice))}",
        { } number when number == typeof(int) || number == typeof(long) => "a whole number",
        { } flag when flag == typeof(SwitchParameter) => "one of true and false",
        { } connection when connection == typeof(ConnectionReference) => "a connection, its name or a connection string",
        { } other when other == typeof(string[]) => "a list of names",
        _ => "text",
    };
}
