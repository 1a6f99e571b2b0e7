using System.Management.Automation;

namespace InfluxDownsample.Benchmarks.Engine;

/// <summary>Hands on new plain objects: the engine's floor.</summary>
[Cmdlet(VerbsCommunications.Send, "PlainRow")]
[OutputType(typeof(PlainRow))]
public sealed class SendPlainRowCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public int Count { get; set; }

    protected override void ProcessRecord()
    {
        DateTime time = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (int row = 0; row < Count; row++)
        {
            WriteObject(new PlainRow { Time = time.AddSeconds(row), Room = "Kitchen", Temp = 20 + (row % 100 / 10.0), Hum = 40 + (row % 50), Co = row % 40 });
        }
    }
}
