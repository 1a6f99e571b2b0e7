using System.Management.Automation;
using InfluxDownsample.Completion;
using InfluxDownsample.Connections;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Errors;

namespace InfluxDownsample.Pipeline;

/// <summary>A cmdlet that takes something away from a server, and asks before it does.</summary>
public abstract class ManagementCommand : InfluxCommand
{
    private readonly UsedConnection _connection = new();

    private protected ManagementCommand()
    {
    }

    /// <summary>Do not ask.</summary>
    [Parameter(HelpMessage = "Do not ask.")]
    public SwitchParameter Force { get; set; }

    /// <summary>
    /// The connection, its name or a connection string; left out, the connection named <c>default</c>, else what the <c>INFLUX_*</c> variables say.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "A connection, the name of a registered one, or a connection string.")]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    [ValidateNotNull]
    public ConnectionReference? Connection { get; set; }

    /// <summary>The connection, resolved.</summary>
    private protected UsedConnection Used
    {
        get
        {
            _connection.Resolve(Connection);
            return _connection;
        }
    }

    private protected override bool AreInputsIndependent => true;

    private protected override void Close() => _connection.Dispose();

    /// <summary>Does it when the user wants it done. That a name is not there concerns this one only: others can still be removed.</summary>
    /// <param name="name">The name of what is changed, taken as it is.</param>
    /// <param name="target">What it is, for people.</param>
    /// <param name="action">What is done to it.</param>
    /// <param name="work">Does it, and gives what there is to hand on.</param>
    private protected void Change(string name, string target, string action, Func<InfluxClient, CancellationToken, Task<object?>> work)
    {
        InfluxClient client = Used.Client;
        if (IsAsked && !ShouldProcess($"{target} on {Used.Connection.Uri}", action))
        {
            return;
        }

        try
        {
            if (WaitFor(token => work(client, token)) is { } result)
            {
                WriteObject(result);
            }
        }
        catch (InfluxException failure) when (failure.Id is InfluxErrorId.DatabaseNotFound or InfluxErrorId.MeasurementNotFound)
        {
            ErrorRecord record = ErrorRecords.From(failure);
            record.ErrorDetails.RecommendedAction = ErrorRecords.WildcardAdvice(name, Lister) ?? record.ErrorDetails.RecommendedAction;

            WriteError(record);
        }
    }

    /// <summary>The command that lists what may be meant.</summary>
    private protected abstract string Lister { get; }

    /// <summary>Whether somebody is asked, or told what would be done.</summary>
    private protected bool IsAsked => !Force || IsWhatIf;

    private bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? given)
        ? LanguagePrimitives.IsTrue(given)
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));
}
