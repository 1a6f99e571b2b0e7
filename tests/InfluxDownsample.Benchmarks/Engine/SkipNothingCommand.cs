using System.Management.Automation;

namespace InfluxDownsample.Benchmarks.Engine;

/// <summary>Hands on what it gets.</summary>
[Cmdlet(VerbsCommon.Skip, "Nothing")]
[OutputType(typeof(PSObject))]
public sealed class SkipNothingCommand : PSCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    protected override void ProcessRecord() => WriteObject(InputObject);
}
