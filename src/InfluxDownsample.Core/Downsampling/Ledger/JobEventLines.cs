using System.Globalization;
using System.Text;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Writes and reads the rows of <c>_downsample_jobs</c>:
/// <code>
/// _downsample_jobs,event=(claim|refused|heartbeat|begin|end),job=KEY,run=ID owner="…",source="…",measurement="…",target="…",every="…"
///     [,claimed=Ni][,status="…"][,from=Ni][,to=Ni][,complete_to=Ni][,backward_to=Ni]
///     [,doubt_from=Ni,doubt_to=Ni][,open="N:N N:N"][,early="N:N N:N"][,gaps="N:N N:N"][,points_written=Ni][,table="{…}"]
/// </code>
/// The lines carry no time, so that the server stamps them all by its own clock (wire reference 5.1). Run ids make every row its own series:
/// nothing is ever overwritten.
/// </summary>
internal static class JobEventLines
{
    public const string Measurement = "_downsample_jobs";

    /// <summary>The line, and how many of its bytes are the series key.</summary>
    public static (byte[] Line, int KeyLength) Write(JobEvent row)
    {
        using var line = new LineBuffer(512);
        line.Write(Encoding.ASCII.GetBytes($"{Measurement},event={row.Kind},job={row.Job},run={row.Run}"));
        int keyLength = line.Count;
        byte separator = (byte)' ';
        Text("owner", row.Owner);
        Text("source", row.SourceDatabase);
        Text("measurement", row.Measurement);
        Text("target", row.Target);
        Text("every", row.Every);
        Integer("claimed", row.Claimed);
        Text("status", row.Status);
        Integer("from", row.From);
        Integer("to", row.To);
        Integer("complete_to", row.CompleteTo);
        Integer("backward_to", row.BackwardTo);
        Integer("doubt_from", row.Doubt?.Start);
        Integer("doubt_to", row.Doubt?.End);
        Text("open", row.Open.Count > 0 ? row.Open.ToString() : null);
        Text("early", row.Early.Count > 0 ? row.Early.ToString() : null);
        Text("gaps", row.Gaps.Count > 0 ? row.Gaps.ToString() : null);
        Integer("points_written", row.PointsWritten);
        Text("table", row.Table);
        return (line.Written.ToArray(), keyLength);

        void Text(string name, string? value)
        {
            if (value is not null)
            {
                Name(name);
                LineEscaping.WriteString(Encoding.UTF8.GetBytes(value), line);
            }
        }

        void Integer(string name, long? value)
        {
            if (value is { } number)
            {
                Name(name);
                line.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number}i")));
            }
        }

        void Name(string name)
        {
            line.Write(separator);
            line.Write(Encoding.ASCII.GetBytes(name + "="));
            separator = (byte)',';
        }
    }

    /// <summary>A row; null when it is not one of these.</summary>
    public static JobEvent? Read(PointBatch batch, int row)
    {
        if (Text("event") is not { } kind || Text("job") is not { } job || Text("run") is not { } run || batch.Schema.IndexOf("time") is not (>= 0 and var time))
        {
            return null;
        }

        return new JobEvent
        {
            Kind = kind,
            Job = job,
            Run = run,
            Time = batch.GetNanoseconds(row, time),
            Owner = Text("owner") ?? "",
            SourceDatabase = Text("source") ?? "",
            Measurement = Text("measurement") ?? "",
            Target = Text("target") ?? "",
            Every = Text("every") ?? "",
            Claimed = Integer("claimed"),
            Status = Text("status"),
            From = Integer("from"),
            To = Integer("to"),
            CompleteTo = Integer("complete_to"),
            Doubt = Integer("doubt_from") is { } from && Integer("doubt_to") is { } to ? new Window(from, to) : null,
            Open = WindowSet.Parse(Text("open")),
            Early = WindowSet.Parse(Text("early")),
            Gaps = WindowSet.Parse(Text("gaps")),
            BackwardTo = Integer("backward_to"),
            PointsWritten = Integer("points_written"),
            Table = Text("table"),
        };

        // A column appears with the first row that has it.
        string? Text(string name) => batch.Schema.IndexOf(name) is var ordinal && ordinal >= 0 ? batch.GetValue(row, ordinal) as string : null;
        long? Integer(string name) => batch.Schema.IndexOf(name) is var ordinal && ordinal >= 0 ? batch.GetValue(row, ordinal) as long? : null;
    }
}
