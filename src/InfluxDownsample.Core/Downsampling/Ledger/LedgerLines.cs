using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Writes and reads the rows of <c>_downsample_jobs</c>:
/// <code>
/// _downsample_jobs,event=(claim|refused|heartbeat|begin|end),job=KEY,run=ID owner="…",source="…",measurement="…",target="…",every="…"
///     [,claimed=Ni][,status="…"][,error="…"][,from=Ni][,to=Ni][,points_written=Ni]
///     [,table="{…}"][,table_id="…"][,done="N:N N:N",touched="N:N N:N"][,pending="N:N"][,left_out="N:N"][,buffered="N N:N;N N:N"]
///     [,counted="N:N=N N:N=N"][,written="N:N/N=N"]
/// </code>
/// The lines carry no time, so that the server stamps them all by its own clock (wire reference 5.1). Run ids make every row its own series:
/// nothing is ever overwritten.
/// </summary>
internal static class LedgerLines
{
    public const string Measurement = "_downsample_jobs";

    /// <summary>A short text for a target table that can be a tag, whatever its name holds.</summary>
    public static string KeyOf(string target) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(target)), 0, 8).ToLowerInvariant();

    /// <summary>The line, and how many of its bytes are the series key.</summary>
    public static (byte[] Line, int KeyLength) Write(LedgerRow row)
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
        Text("error", row.Error);
        Integer("from", row.From);
        Integer("to", row.To);
        Integer("points_written", row.PointsWritten);
        Text("table", row.Definition);
        Text("table_id", row.Table);
        if (row.Coverage?.Fitting() is { } coverage)
        {
            Text("done", coverage.Done.ToString());
            Text("touched", coverage.Touched.ToString());
            Text("pending", coverage.Pending.Count > 0 ? coverage.Pending.ToString() : null);
            Text("left_out", coverage.LeftOut.Count > 0 ? coverage.LeftOut.ToString() : null);
            Text("buffered", coverage.Buffered.ToText());
            Text("counted", coverage.Counted.ToText());
            Text("written", coverage.Written.ToText());
        }

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
    public static LedgerRow? Read(PointBatch batch, int row)
    {
        if (Text("event") is not { } kind || Text("job") is not { } job || Text("run") is not { } run
            || batch.Schema.IndexOf("time") is not (>= 0 and var time))
        {
            return null;
        }

        return new LedgerRow
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
            Error = Text("error"),
            From = Integer("from"),
            To = Integer("to"),
            PointsWritten = Integer("points_written"),
            Definition = Text("table"),
            Table = Text("table_id"),
            Coverage = Spans("done") is { } done && Spans("touched") is { } touched
                ? new Coverage
                {
                    Done = done,
                    Touched = touched,
                    Pending = Spans("pending") ?? WindowSet.Empty,
                    LeftOut = Spans("left_out") ?? WindowSet.Empty,
                    Buffered = BufferedWindows.Parse(Text("buffered")),
                    Counted = CountedWindows.Parse(Text("counted")),
                    Written = WrittenPoints.Parse(Text("written")),
                }
                : null,
        };

        // A column appears with the first row that has it.
        string? Text(string name) => batch.Schema.IndexOf(name) is var ordinal && ordinal >= 0 ? batch.GetValue(row, ordinal) as string : null;
        long? Integer(string name) => batch.Schema.IndexOf(name) is var ordinal && ordinal >= 0 ? batch.GetValue(row, ordinal) as long? : null;
        WindowSet? Spans(string name) => Text(name) is { } text ? WindowSet.Parse(text) : null;
    }
}
