using System.Buffers;
using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>A table for people, as wide as its widest cells. An empty result has no columns.</summary>
internal sealed class PrettyFormat : QueryFormat
{
    private readonly List<string[]> _rows = [];

    public override string ContentType => "text/plain; charset=utf-8";

    protected override void Write(RecordBatch batch, IBufferWriter<byte> output)
    {
        if (_rows.Count == 0 && batch.Length > 0)
        {
            _rows.Add([.. batch.Schema.FieldsList.Select(field => field.Name)]);
        }

        for (int row = 0; row < batch.Length; row++)
        {
            _rows.Add([.. batch.Arrays.Select(array => Cell.Text(array, row))]);
        }
    }

    protected override void End(IBufferWriter<byte> output)
    {
        int[] widths = _rows.Count == 0 ? [] : [.. _rows[0].Select((_, column) => _rows.Max(row => row[column].Split('\n').Max(Width)))];
        string rule = widths.Length == 0 ? "++" : $"+{string.Join('+', widths.Select(width => new string('-', width + 2)))}+";
        StringBuilder table = new(rule);
        for (int row = 0; row < _rows.Count; row++)
        {
            AppendRow(table, _rows[row], widths);
            if (row == 0)
            {
                table.Append('\n').Append(rule);
            }
        }

        output.Write(Encoding.UTF8.GetBytes(table.Append('\n').Append(rule).ToString()));
    }

    // A cell of several lines makes its row so high.
    private static void AppendRow(StringBuilder table, string[] row, int[] widths)
    {
        string[][] cells = [.. row.Select(cell => cell.Split('\n'))];
        for (int line = 0; line < cells.Max(cell => cell.Length); line++)
        {
            table.Append("\n|");
            for (int column = 0; column < cells.Length; column++)
            {
                string text = line < cells[column].Length ? cells[column][line] : "";
                table.Append(' ').Append(text).Append(' ', widths[column] - Width(text)).Append(" |");
            }
        }
    }

    /// <summary>The columns of a screen that a text takes: none for control characters and marks, two for East Asian letters and pictures.</summary>
    private static int Width(string text) => text.EnumerateRunes().Sum(rune => rune.Value switch
    {
        < 0x20 or (>= 0x7F and < 0xA0) or (>= 0x300 and < 0x370) or (>= 0x200B and <= 0x200F) or (>= 0xFE00 and <= 0xFE0F) => 0,
        (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F)
            or (>= 0xFF00 and <= 0xFF60) or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD) => 2,
        _ => 1,
    });
}
