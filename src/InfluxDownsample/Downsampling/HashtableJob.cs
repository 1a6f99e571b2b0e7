using System.Collections;
using System.Management.Automation;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Downsampling;

/// <summary>
/// Runs a cmdlet for a job in a hashtable. The engine binds parameters from an object's properties, which a hashtable's keys are not; so the cmdlet is
/// called again with the keys as properties and with what was given on the command line.
/// </summary>
internal sealed class HashtableJob(PSCmdlet command)
{
    // These collect what a command writes, and the outer one does so already.
    private static readonly string[] s_collectors
        = ["InputObject", "OutVariable", "ErrorVariable", "WarningVariable", "InformationVariable", "PipelineVariable", "OutBuffer"];

    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: a key is no parameter.</exception>
    public void Run(IDictionary job)
    {
        ScriptBlock call = ScriptBlock.Create("param($command, $given) & $command @given");
        using SteppablePipeline pipeline = call.GetSteppablePipeline(CommandOrigin.Internal, [command.MyInvocation.MyCommand, Given()]);
        // What the inner command writes goes to where the outer one would write it.
        pipeline.Begin(expectInput: true, (EngineIntrinsics)command.SessionState.PSVariable.GetValue("ExecutionContext"));
        pipeline.Process(Properties(job));
        pipeline.End();
    }

    private PSObject Properties(IDictionary job)
    {
        var properties = new PSObject();
        foreach (DictionaryEntry entry in job)
        {
            string name = entry.Key.ToString() ?? "";
            if (!command.MyInvocation.MyCommand.Parameters.ContainsKey(name))
            {
                IEnumerable<string> known = command.MyInvocation.MyCommand.Parameters.Keys.Except(Cmdlet.CommonParameters, StringComparer.OrdinalIgnoreCase);
                throw new InfluxException(InfluxErrorId.InvalidParameter, $"The job has a key '{name}', which is no parameter. {NearNames.Suggest(name, known, "Parameters")}".TrimEnd()) { Target = job };
            }

            properties.Properties.Add(new PSNoteProperty(name, entry.Value));
        }

        return properties;
    }

    private Hashtable Given()
    {
        var given = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, object value) in command.MyInvocation.BoundParameters)
        {
            if (!s_collectors.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                given[name] = value;
            }
        }

        return given;
    }
}
