using System.Management.Automation;
using System.Xml;

namespace InfluxDownsample.Results;

/// <summary>
/// A time that something took: text in ISO 8601 (<c>PT1.532S</c>) with the properties that scripts know of a <see cref="TimeSpan"/>. ConvertTo-Json
/// writes a TimeSpan as an object of a dozen numbers; text stays text in JSON and CSV.
/// </summary>
internal static class ElapsedTime
{
    public static PSObject Of(TimeSpan time)
    {
        var text = new PSObject(XmlConvert.ToString(time));
        foreach ((string name, object value) in new (string, object)[]
        {
            ("Ticks", time.Ticks),
            ("TotalMilliseconds", time.TotalMilliseconds),
            ("TotalSeconds", time.TotalSeconds),
            ("TotalMinutes", time.TotalMinutes),
            ("TotalHours", time.TotalHours),
            ("TotalDays", time.TotalDays),
        })
        {
            text.Properties.Add(new PSNoteProperty(name, value));
        }

        return text;
    }
}
