using System.Text.Unicode;
using InfluxDownsample.Core.LineProtocol.Reading;

namespace InfluxDownsample.LocalServer.Storage;

/// <summary>The 20 bytes of a refused line that the server shows. // wire reference 5.4</summary>
internal static class LineText
{
    private const int ShownBytes = 20;

    /// <summary>The whole characters among the first bytes.</summary>
    public static string Shorten(string line)
    {
        Utf8.FromUtf16(line, stackalloc byte[ShownBytes], out int length, out _);
        return line[..length];
    }

    /// <summary>A line refused by the schema is shown as the server writes it anew: strings without quotes.</summary>
    public static string Anew(LineProtocolLine line)
    {
        StringBuilder text = new(Escape(line.Measurement.ToString(), ", "));
        foreach (LineProtocolTag tag in line.Tags)
        {
            text.Append(',').Append(Escape(tag.Key.ToString(), ",= ")).Append('=').Append(Escape(tag.Value.ToString(), ",= "));
        }

        char separator = ' ';
        foreach (LineProtocolField field in line.Fields)
        {
            text.Append(separator).Append(Escape(field.Key.ToString(), ",= ")).Append('=').Append(ValueOf(field));
            separator = ',';
        }

        return line.Timestamp is long timestamp ? $"{text} {timestamp}" : text.ToString();
    }

    private static string ValueOf(LineProtocolField field) => field.Type switch
    {
        LineProtocolFieldType.Integer => $"{field.Integer}i",
        LineProtocolFieldType.Unsigned => $"{field.Unsigned}u",
        LineProtocolFieldType.Boolean => field.Boolean ? "true" : "false",
        LineProtocolFieldType.String => Escape(field.Text.ToString(), "\""),
        _ => field.Float.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Escape(string text, string special) => string.Concat(text.Select(c => special.Contains(c) ? $"\\{c}" : $"{c}"));
}
