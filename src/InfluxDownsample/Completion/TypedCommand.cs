using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using InfluxDownsample.Core.Catalog;

namespace InfluxDownsample.Completion;

/// <summary>What has been typed of a command so far, and of the one before it in the pipeline.</summary>
internal sealed class TypedCommand
{
    private readonly IDictionary _bound;
    private readonly StaticBindingResult? _before;

    public TypedCommand(string parameter, CommandAst command, IDictionary bound)
    {
        Parameter = parameter;
        _bound = bound;
        _before = CommandBefore(command) is { } before ? StaticParameterBinder.BindCommand(before) : null;
    }

    /// <summary>The parameter whose value is being typed.</summary>
    public string Parameter { get; }

    /// <summary>
    /// The connection as given here, else to the command before; null when neither has one. What is about a target means that one's, or the source's where
    /// there is no other.
    /// </summary>
    public object? Connection => Bound("Connection") ?? (IsOfTarget ? Bound("Target") : null) ?? Bound("Source") ?? Bound("Target") ?? Before("Connection");

    /// <summary>The database as given here, else to the command before; null when neither has one.</summary>
    public string? Database => IsOfTarget && (Bound("Target") ?? Bound("TargetDatabase")) is not null
        ? Bound("TargetDatabase") as string
        : Bound("Database") as string ?? Bound("SourceDatabase") as string ?? Before("Database");

    /// <summary>The name of the measurement as given here, or to <c>Get-InfluxMeasurement</c> before; null when there is none.</summary>
    public string? Measurement => Bound("Measurement") switch
    {
        InfluxMeasurement known => known.Name,
        string name => name,
        _ => Before("Name"),
    };

    private bool IsOfTarget => Parameter.StartsWith("Target", StringComparison.OrdinalIgnoreCase);

    private object? Bound(string name) => _bound[name] is PSObject wrapped ? wrapped.BaseObject : _bound[name];

    private string? Before(string name)
        => _before is not null && _before.BoundParameters.TryGetValue(name, out ParameterBindingResult? value) ? value.ConstantValue as string : null;

    private static CommandAst? CommandBefore(CommandAst command)
    {
        if (command.Parent is not PipelineAst pipeline)
        {
            return null;
        }

        int position = pipeline.PipelineElements.IndexOf(command);
        return position > 0 && pipeline.PipelineElements[position - 1] is CommandAst before
            && before.GetCommandName()?.Equals("Get-InfluxMeasurement", StringComparison.OrdinalIgnoreCase) == true ? before : null;
    }
}
