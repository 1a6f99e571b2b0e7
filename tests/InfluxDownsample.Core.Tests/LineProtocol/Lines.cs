using System.Text;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Tests.LineProtocol;

/// <summary>Encodes batches to text.</summary>
internal static class Lines
{
    /// <summary>The lines of all rows; a row that gives none stands as its outcome in brackets, with the reason.</summary>
    public static string[] Of(PointBatch batch, LineProtocolOptions? options = null)
    {
        var encoder = new LineProtocolEncoder(batch.Schema, options ?? new LineProtocolOptions { Measurement = "m" });
        var lines = new List<string>();
        using var buffer = new LineBuffer(16);
        for (int row = 0; row < batch.RowCount; row++)
        {
            int start = buffer.Count;
            LineOutcome outcome = encoder.Encode(batch, row, buffer);
            string text = Encoding.UTF8.GetString(buffer.Written[start..]);
            lines.Add(outcome == LineOutcome.Written ? text.TrimEnd('\n') : $"[{outcome}] {(outcome == LineOutcome.Invalid ? encoder.Problem : null)}".TrimEnd());
        }

        return [.. lines];
    }
}
