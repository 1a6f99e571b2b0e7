using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using InfluxDownsample.Commands;
using InfluxDownsample.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Transformation;

namespace InfluxDownsample.Downsampling;

/// <summary>
/// A column of a list of jobs: a parameter of Invoke-InfluxDownsample, or <c>Enabled</c>. It takes what the parameter takes on a command line.
/// </summary>
internal sealed class JobColumn
{
    // The parameters that name where jobs come from, and where is told of all of them.
    private static readonly string[] s_lists
        = [nameof(DownsampleCommand.InputObject), nameof(DownsampleCommand.Path), nameof(DownsampleCommand.LiteralPath), nameof(DownsampleCommand.Job),
            nameof(InvokeInfluxDownsampleCommand.Report)];

    private readonly ParameterMetadata _parameter;
    private readonly ArgumentTransformationAttribute[] _transformations;
    private readonly PropertyInfo _property;

    private JobColumn(ParameterMetadata parameter)
    {
        _parameter = parameter;
        _transformations = [.. parameter.Attributes.OfType<ArgumentTransformationAttribute>()];
        _property = typeof(JobParameters).GetProperty(parameter.Name) ?? throw new MissingMemberException(nameof(JobParameters), parameter.Name);
        Names = [parameter.Name, .. parameter.Aliases];
    }

    /// <summary>All columns. A list that is run and compared has the same ones in both cmdlets.</summary>
    public static IReadOnlyList<JobColumn> All { get; } = [.. Parameters().Append(Enabled()).Select(parameter => new JobColumn(parameter))];

    /// <summary>The name of the parameter.</summary>
    public string Name => _parameter.Name;

    /// <summary>The name of the parameter, then its aliases.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Takes a value as the command line gave it.</summary>
    public void Take(JobParameters job, object? value) => _property.SetValue(job, value);

    /// <summary>Takes a value of a job; null and empty text are none.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: it does not fit the parameter.</exception>
    /// <param name="job">The job.</param>
    /// <param name="value">The value.</param>
    /// <param name="isCell">Whether a text is a cell of a table, as a CSV file has them, in which commas stand between names.</param>
    /// <param name="engine">The engine.</param>
    public void Convert(JobParameters job, object? value, bool isCell, EngineIntrinsics engine)
    {
        object? given = IsNone(value) ? null : value;
        foreach (ArgumentTransformationAttribute transformation in given is null ? [] : _transformations)
        {
            given = transformation.Transform(engine, given);
        }

        if (given is not null)
        {
            object? fitting = Fitting(given);
            Take(job, isCell && IsText(value) && fitting is string[] and [{ } cell] ? SplitNames(cell) : fitting);
        }
    }

    private static bool IsNone(object? value) => Bare(value) switch
    {
        null or DBNull => true,
        string text => string.IsNullOrWhiteSpace(text),
        _ => false,
    };

    private static IEnumerable<ParameterMetadata> Parameters()
        => new CommandMetadata(typeof(InvokeInfluxDownsampleCommand)).Parameters.Values
            .Where(parameter => !s_lists.Contains(parameter.Name));

    private static ParameterMetadata Enabled()
    {
        var enabled = new ParameterMetadata(nameof(JobParameters.Enabled), typeof(SwitchParameter));
        enabled.Attributes.Add(new SwitchTextTransformationAttribute());
        return enabled;
    }

    private object? Fitting(object given)
    {
        Type type = _parameter.ParameterType;
        // What may be of several types is looked at later.
        if (type == typeof(object))
        {
            return given;
        }

        // PowerShell would make a switch of anything.
        if (type == typeof(SwitchParameter) && given is not (bool or SwitchParameter))
        {
            throw NotFitting(given, type);
        }

        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        // PowerShell would take numbers, beginnings and several at once, which nobody can read later.
        if (plain.IsEnum && Bare(given) is var choice && choice?.GetType() != plain
            && !Enum.GetNames(plain).Contains(choice as string, StringComparer.OrdinalIgnoreCase))
        {
            throw NotFitting(given, type);
        }

        // PowerShell would round.
        if (plain is var number && (number == typeof(int) || number == typeof(long))
            && LanguagePrimitives.TryConvertTo(given, CultureInfo.InvariantCulture, out decimal value) && !decimal.IsInteger(value))
        {
            throw NotFitting(given, type);
        }

        return LanguagePrimitives.TryConvertTo(given, type, CultureInfo.InvariantCulture, out object? fitting) ? fitting : throw NotFitting(given, type);
    }

    private InfluxException NotFitting(object given, Type type)
    {
        // A connection may hold a token.
        string shown = type == typeof(ConnectionReference) ? "" : $" '{given}'";
        return new InfluxException(InfluxErrorId.InvalidParameter, $"The job's {Name}{shown} is not {Wanted(type)}.") { Target = Name };
    }

    private static bool IsText(object? value) => Bare(value) is string;

    private static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    // A cell of a CSV file holds several names in one text: 'temperature,humidity'.
    private static string[] SplitNames(string cell) => cell.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

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
