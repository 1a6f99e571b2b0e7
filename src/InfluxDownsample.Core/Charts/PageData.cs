using System.Globalization;
using System.Text;
using System.Text.Json;
using InfluxDownsample.Core.Charts.Drawing;

namespace InfluxDownsample.Core.Charts;

/// <summary>
/// The data of a page as JSON, with all signs escaped that mean something to HTML. Stamps are steps from one to the next: a number of JavaScript holds 53 bits,
/// and what needs more is written as text.
/// </summary>
internal static class PageData
{
    private const long LargestExact = 1L << 53;

    public static string Write(IReadOnlyList<JobReport> jobs, IReadOnlyList<Chart> charts)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("jobs");
            foreach (JobReport job in jobs)
            {
                WriteJob(json, job);
            }

            json.WriteEndArray();
            WriteCharts(json, charts);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteJob(Utf8JsonWriter json, JobReport job)
    {
        json.WriteStartObject();
        json.WriteString("source", job.Source);
        json.WriteString("target", job.Target);
        json.WriteString("every", job.Every);
        json.WriteString("status", job.Status);
        json.WriteString("error", job.Error);
        WriteRows(json, "facts", job.Facts.Select(static fact => new[] { fact.Name, fact.Value }));
        WriteRows(json, "skipped", job.Skipped);
        WriteRows(json, "changes", job.Changes);
        WriteCharts(json, job.Charts);
        json.WriteEndObject();
    }

    private static void WriteRows(Utf8JsonWriter json, string name, IEnumerable<object[]> rows)
    {
        json.WriteStartArray(name);
        foreach (object[] row in rows)
        {
            json.WriteStartArray();
            foreach (object cell in row)
            {
                if (cell is long number && Math.Abs(number) < LargestExact)
                {
                    json.WriteNumberValue(number);
                }
                else
                {
                    json.WriteStringValue(cell.ToString());
                }
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteCharts(Utf8JsonWriter json, IReadOnlyList<Chart> charts)
    {
        json.WriteStartArray("charts");
        foreach (Chart chart in charts)
        {
            json.WriteStartObject();
            json.WriteString("title", chart.Title);
            json.WriteString("zone", chart.Clock.Name);
            WriteText(json, "from", chart.From);
            WriteText(json, "to", chart.To);
            json.WriteStartArray("offsets");
            foreach ((long from, int seconds) in chart.Clock.Offsets(chart.From, chart.To))
            {
                json.WriteStartArray();
                WriteStamp(json, from);
                json.WriteNumberValue(seconds);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            WritePanes(json, chart.Panes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePanes(Utf8JsonWriter json, IReadOnlyList<ChartPane> panes)
    {
        json.WriteStartArray("panes");
        foreach (ChartPane pane in panes)
        {
            json.WriteStartObject();
            json.WriteString("field", pane.Field);
            json.WriteStartArray("lines");
            foreach (ChartLine line in pane.Lines)
            {
                WriteSeries(json, line.Label, line.Color, line.Points.Times, line.Points.Runs);
                json.WriteString("look", line.Look switch { LineLook.Pale => "pale", LineLook.Dots => "dots", _ => "strong" });
                json.WriteNumber("count", line.Count);
                WriteValues(json, "values", line.Points.Values);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("bands");
            foreach (ChartBand band in pane.Bands)
            {
                WriteSeries(json, band.Label, band.Color, band.Times, band.Runs);
                WriteValues(json, "low", band.Low);
                WriteValues(json, "high", band.High);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // The beginning of a line or a band, whose object the caller ends.
    private static void WriteSeries(Utf8JsonWriter json, string label, int color, long[] times, int[] runs)
    {
        json.WriteStartObject();
        json.WriteString("label", label);
        json.WriteNumber("color", color);
        json.WriteStartArray("stamps");
        for (int index = 0; index < times.Length; index++)
        {
            WriteStamp(json, index == 0 ? times[0] : (Int128)times[index] - times[index - 1]);
        }

        json.WriteEndArray();
        json.WriteStartArray("breaks");
        foreach (int start in Enumerable.Range(1, Math.Max(0, runs.Length - 1)).Where(index => runs[index] != runs[index - 1]))
        {
            json.WriteNumberValue(start);
        }

        json.WriteEndArray();
    }

    private static void WriteValues(Utf8JsonWriter json, string name, double[] values)
    {
        json.WriteStartArray(name);
        Array.ForEach(values, json.WriteNumberValue);
        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, string name, long stamp) => json.WriteString(name, stamp.ToString(CultureInfo.InvariantCulture));

    private static void WriteStamp(Utf8JsonWriter json, Int128 stamp)
    {
        if (Int128.Abs(stamp) < LargestExact)
        {
            json.WriteNumberValue((long)stamp);
        }
        else
        {
            json.WriteStringValue(stamp.ToString(null, CultureInfo.InvariantCulture));
        }
    }
}
