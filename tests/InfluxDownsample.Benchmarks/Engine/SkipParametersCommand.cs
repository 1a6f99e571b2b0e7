using System.Management.Automation;

namespace InfluxDownsample.Benchmarks.Engine;

/// <summary>
/// Hands on what it gets, and has as many parameters as <c>Write-InfluxPoints</c>: at each object the engine goes several times through all parameters that
/// the command line leaves out.
/// </summary>
[Cmdlet(VerbsCommon.Skip, "Parameters", SupportsShouldProcess = true)]
[OutputType(typeof(PSObject))]
public sealed class SkipParametersCommand : PSCmdlet
{
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    [Parameter]
    public string? Unused1 { get; set; }

    [Parameter]
    public string? Unused2 { get; set; }

    [Parameter]
    public string? Unused3 { get; set; }

    [Parameter]
    public string? Unused4 { get; set; }

    [Parameter]
    public string? Unused5 { get; set; }

    [Parameter]
    public string? Unused6 { get; set; }

    [Parameter]
    public string? Unused7 { get; set; }

    [Parameter]
    public string? Unused8 { get; set; }

    [Parameter]
    public string? Unused9 { get; set; }

    [Parameter]
    public string? Unused10 { get; set; }

    [Parameter]
    public string? Unused11 { get; set; }

    [Parameter]
    public string? Unused12 { get; set; }

    [Parameter]
    public string? Unused13 { get; set; }

    [Parameter]
    public string? Unused14 { get; set; }

    [Parameter]
    public string? Unused15 { get; set; }

    [Parameter]
    public string? Unused16 { get; set; }

    [Parameter]
    public string? Unused17 { get; set; }

    [Parameter]
    public string? Unused18 { get; set; }

    [Parameter]
    public string? Unused19 { get; set; }

    [Parameter]
    public string? Unused20 { get; set; }

    [Parameter]
    public string? Unused21 { get; set; }

    [Parameter]
    public string? Unused22 { get; set; }

    [Parameter]
    public string? Unused23 { get; set; }

    protected override void ProcessRecord() => WriteObject(InputObject);
}
