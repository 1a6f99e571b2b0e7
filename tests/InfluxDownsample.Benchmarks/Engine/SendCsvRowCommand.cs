using System.Globalization;
using System.Management.Automation;

namespace InfluxDownsample.Benchmarks.Engine;

/// <summary>Hands on custom objects as <c>Import-Csv</c> makes them: every property a note, every value a text.</summary>
[Cmdlet(VerbsCommunications.Send, "CsvRow")]
[OutputType(typeof(PSObject))]
public sealed class SendCsvRowCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public int Count { get; set; }

    protected override void ProcessRecord()
    {
        foreach (PSObject row in Rows(Count))
        {
            WriteObject(row);
        }
    }

    /// <summary>The objects; texts repeat, objects do not.</summary>
    public static IEnumerable<PSObject> Rows(int count)
    {
        DateTime start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        string[] times = [.. Enumerable.Range(0, 1000).Select(row => start.AddSeconds(row).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture))];
        string[] numbers = [.. Enumerable.Range(0, 100).Select(row => (20 + (row / 10.0)).ToString(CultureInfo.InvariantCulture))];
        string[] counts = [.. Enumerable.Range(0, 40).Select(row => row.ToString(CultureInfo.InvariantCulture))];
        for (int row = 0; row < count; row++)
        {
            var item = new PSObject();
            item.Properties.Add(new PSNoteProperty("time", times[row % times.Length]), preValidated: true);
            item.Properties.Add(new PSNoteProperty("room", "Kitchen"), preValidated: true);
            item.Properties.Add(new PSNoteProperty("temp", numbers[row % numbers.Length]), preValidated: true);
            item.Properties.Add(new PSNoteProperty("hum", numbers[row * 7 % numbers.Length]), preValidated: true);
            item.Properties.Add(new PSNoteProperty("co", counts[row % counts.Length]), preValidated: true);
            yield return item;
        }
    }
}
