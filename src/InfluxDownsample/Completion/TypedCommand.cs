using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Query;
using InfluxDownsample.Downsampling;

namespace InfluxDownsample.Completion;

/// <summary>What has been typed of a command so far, and of those before it in the pipeline.</summary>
internal sealed class TypedCommand
{
    private readonly IDictionary _bound;

    // The nearest first.
    private readonly StaticBindingResult[] _before;

    // The measurements whose rows come down the pipeline, for a parameter that is about their columns; else null.
    private readonly object? _rows;

    public TypedCommand(string parameter, CommandAst command, IDictionary bound)
    {
        Parameter = parameter;
        _bound = bound;
        _before = [.. CommandsBefore(command).Select(before => StaticParameterBinder.BindCommand(before))];
        _rows = IsOfRows ? MeasurementBefore : null;
    }

    /// <summary>The parameter whose value is being typed.</summary>
    public string Parameter { get; }

    /// <summary>
    /// The connection as given here, else to a command before; null when none has one. What is about a target means that one's, or the source's where
    /// there is no other; what is about rows means the one that they are read from.
    /// </summary>
    public object? Connection => _rows is not null ? Before("Connection")
        : Bound("Connection") ?? (IsOfTarget ? Bound("Target") : null) ?? Bound("Source") ?? Bound("Target") ?? Before("Connection");

    /// <summary>The database as given here, else to a command before; null when none has one.</summary>
    public string? Database => _rows is not null ? Before("Database") as string
        : IsOfTarget && (Bound("Target") ?? Bound("TargetDatabase")) is not null ? Bound("TargetDatabase") as string
        : Bound("Database") as string ?? Bound("SourceDatabase") as string ?? Before("Database") as string;

    /// <summary>The measurements as given here or read by a command before; null when none is named.</summary>
    public IReadOnlyList<NamePattern>? Measurements => (_rows ?? Bound("Measurement") ?? MeasurementBefore) switch
    {
        null => null,
        InfluxMeasurement known => [NamePattern.Exactly(known.Name)],
        string name => [SelectionParameters.ReadName(name)],
        IEnumerable names => [.. names.Cast<object?>().Select(name => SelectionParameters.ReadName($"{name}"))],
        _ => null,
    };

    private bool IsOfTarget => Parameter.StartsWith("Target", StringComparison.OrdinalIgnoreCase);

    private bool IsOfRows
        => Parameter.EndsWith("Column", StringComparison.OrdinalIgnoreCase) || Parameter.Equals("FieldType", StringComparison.OrdinalIgnoreCase);

    private object? MeasurementBefore => QueriedBefore ?? Before("Measurement") ?? Before("Name");

    private object? QueriedBefore => Before("Query") switch
    {
        InfluxQuery query => query.Measurement,
        string statement => TablesOf(statement),
        _ => (object?)null,
    };

    private object? Bound(string name) => Unwrap(_bound[name]);

    private object? Before(string name) => _before
        .Select(command => command.BoundParameters.TryGetValue(name, out ParameterBindingResult? value) ? ValueOf(value) : null)
        .FirstOrDefault(value => value is not null);

    // Of a variable what it holds; nothing else is evaluated.
    private static object? ValueOf(ParameterBindingResult result)
        => result.Value is VariableExpressionAst { Splatted: false } variable && variable.VariablePath.IsVariable
            ? Unwrap(Engine?.SessionState.PSVariable.GetValue(variable.VariablePath.UserPath))
            : result.ConstantValue;

    private static EngineIntrinsics? Engine => Unwrap(ScriptBlock.Create("$ExecutionContext").InvokeReturnAsIs()) as EngineIntrinsics;

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    // Without those that are none, such as time in EXTRACT(hour FROM time): no server has them.
    private static string[] TablesOf(string statement)
    {
        IReadOnlyList<InfluxQlToken> tokens = InfluxQlTokens.Read(statement);
        return [.. tokens.Zip(tokens.Skip(1))
            .Where(pair => (pair.First.Is("FROM") || pair.First.Is("JOIN")) && pair.Second.Kind is InfluxQlTokenKind.Name or InfluxQlTokenKind.Word)
            .Select(pair => pair.Second.Text)];
    }

    private static IEnumerable<CommandAst> CommandsBefore(CommandAst command)
        => command.Parent is PipelineAst pipeline
            ? pipeline.PipelineElements.Take(pipeline.PipelineElements.IndexOf(command)).OfType<CommandAst>().Reverse().Where(IsOfThisModule)
            : [];

    private static bool IsOfThisModule(CommandAst command) => command.GetCommandName()?.ToUpperInvariant() switch
    {
        "GET-INFLUXMEASUREMENT" or "GET-INFLUXPOINTS" or "NEW-INFLUXDOWNSAMPLEQUERY" or "INVOKE-INFLUXQUERY" => true,
        _ => false,
    };
}
