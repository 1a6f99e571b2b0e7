using System.Collections;
using System.Management.Automation;

namespace InfluxDownsample.Downsampling;

/// <summary>
/// Runs a cmdlet for jobs whose parameters the engine has not bound: it does so from the properties of pipeline objects, which a hashtable's keys are not,
/// and not for an object that is given by name. So the cmdlet is called again, with objects in its pipeline and what was given on the command line.
/// </summary>
/// <param name="command">The cmdlet.</param>
/// <param name="typed">What was given on the command line. The engine keeps what it bound from the object before among the bound parameters.</param>
internal sealed class GivenJobs(PSCmdlet command, IReadOnlySet<string> typed)
{
    // These collect what a command writes, and the outer one does so already.
    private static readonly string[] s_collectors
        = ["InputObject", "OutVariable", "ErrorVariable", "WarningVariable", "InformationVariable", "PipelineVariable", "OutBuffer"];

    /// <summary>Runs the cmdlet, which says itself what is wrong with a job.</summary>
    /// <param name="input">A job, or several.</param>
    public void Run(object input)
    {
        ScriptBlock call = ScriptBlock.Create("param($command, $given) & $command @given");
        using SteppablePipeline pipeline = call.GetSteppablePipeline(CommandOrigin.Internal, [command.MyInvocation.MyCommand, Given()]);
        // What the inner command writes goes to where the outer one would write it.
        pipeline.Begin(expectInput: true, (EngineIntrinsics)command.SessionState.PSVariable.GetValue("ExecutionContext"));
        foreach (object? job in LanguagePrimitives.GetEnumerable(input) ?? new[] { input })
        {
            pipeline.Process(WithProperties(job));
        }

        pipeline.End();
    }

    private static object? WithProperties(object? job)
    {
        if ((job is PSObject wrapped ? wrapped.BaseObject : job) is not IDictionary keys)
        {
            return job;
        }

        var properties = new PSObject();
        foreach (DictionaryEntry entry in keys)
        {
            properties.Properties.Add(new PSNoteProperty(entry.Key.ToString(), entry.Value));
        }

        return properties;
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
