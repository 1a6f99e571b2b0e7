using System.Collections;
using System.Management.Automation;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Downsampling;

/// <summary>
/// Runs a cmdlet for a job in a hashtable. The engine binds parameters from an object's properties, which a hashtable's keys are not; so the cmdlet is
/// called again with the keys as properties and with what was given on the command line.
/// </summary>
/// <param name="command">The cmdlet.</param>
/// <param name="job">The job.</param>
/// <param name="typed">What was given on the command line. The engine keeps what it bound from the object before among the bound parameters.</param>
internal sealed class HashtableJob(PSCmdlet command, IDictionary job, IReadOnlySet<string> typed)
{
    // These collect what a command writes, and the outer one does so already.
    private static readonly string[] s_collectors
        = ["InputObject", "OutVariable", "ErrorVariable", "WarningVariable", "InformationVariable", "PipelineVariable", "OutBuffer"];

    /// <summary>The value of a key; null when there is none of that name.</summary>
    public object? ValueOf(string parameter)
        => job.Keys.Cast<object>().Where(key => parameter.Equals(key.ToString(), StringComparison.OrdinalIgnoreCase)).Select(key => job[key]).FirstOrDefault();

    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: a key is misspelt, or one is missing.</exception>
    public void Run()
    {
        JobProperties.Check(job.Keys.Cast<object>().Select(key => key.ToString() ?? ""), command.MyInvocation.MyCommand);
        foreach (string needed in new[] { nameof(DownsampleCommand.Measurement), nameof(DownsampleCommand.Every) })
        {
            if (ValueOf(needed) is null && !typed.Contains(needed))
            {
                throw new InfluxException(InfluxErrorId.InvalidParameter, $"The job has no {needed}.") { Target = needed };
            }
        }

        var properties = new PSObject();
        foreach (DictionaryEntry entry in job)
        {
            properties.Properties.Add(new PSNoteProperty(entry.Key.ToString(), entry.Value));
        }

        ScriptBlock call = ScriptBlock.Create("param($command, $given) & $command @given");
        using SteppablePipeline pipeline = call.GetSteppablePipeline(CommandOrigin.Internal, [command.MyInvocation.MyCommand, Given()]);
        // What the inner command writes goes to where the outer one would write it.
        pipeline.Begin(expectInput: true, (EngineIntrinsics)command.SessionState.PSVariable.GetValue("ExecutionContext"));
        pipeline.Process(properties);
        pipeline.End();
    }

    private Hashtable Given()
    {
        var given = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, object value) in command.MyInvocation.BoundParameters)
        {
            if (typed.Contains(name) && !s_collectors.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                given[name] = value;
            }
        }

        return given;
    }
}
