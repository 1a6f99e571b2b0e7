using System.Globalization;
using System.Text;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.LineProtocol.Numbers;
using InfluxDownsample.Core.LineProtocol.Reading;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Write.Files;

/// <summary>Writes a line of a file anew with the types that its table has.</summary>
internal static class LineRewriter
{
    /// <summary>Writes the line.</summary>
    /// <param name="seriesKey">Its measurement and tags as they stand.</param>
    /// <param name="line">The line.</param>
    /// <param name="table">Its table.</param>
    /// <param name="output">Gets the line without an end; what was written is to be taken back when the answer is not null.</param>
    /// <returns>Null, or the field whose value would change.</returns>
    public static string? Write(ReadOnlySpan<byte> seriesKey, LineProtocolLine line, LineTable table, LineBuffer output)
    {
        output.Write(seriesKey);
        int fieldsStart = output.Count;
        foreach (LineProtocolField field in line.Fields)
        {
            string name = field.Key.ToString();
            byte[] prefix = LineEscaping.KeyPrefix(name, out string? problem);
            PointType type = table.Find(name) is { IsTag: false } stored && stored.Type != PointType.Other ? stored.Type : LineTable.TypeOf(field.Type);
            output.Write(prefix);
            if (problem is not null || !WriteValue(field, type, output))
            {
                return name;
            }
        }

        output.Set(fieldsStart, (byte)' ');
        output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $" {line.Timestamp}")));
        return null;
    }

    private static bool WriteValue(LineProtocolField field, PointType type, LineBuffer output)
    {
        object value = field.Type switch
        {
            LineProtocolFieldType.Float => field.Float,
            LineProtocolFieldType.Integer => field.Integer,
            LineProtocolFieldType.Unsigned => field.Unsigned,
            LineProtocolFieldType.Boolean => field.Boolean,
            _ => field.Text.ToString(),
        };
        switch (type)
        {
            case PointType.Float when ExactNumber.TryToDouble(value, out double number) && double.IsFinite(number):
                output.Advance(new FloatText().Write(number, output.GetSpan(32)));
                return true;
            case PointType.Integer when ExactNumber.TryToInt64(value, out long integer):
                output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{integer}i")));
                return true;
            case PointType.Unsigned when ExactNumber.TryToUInt64(value, out ulong unsigned):
                output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{unsigned}u")));
                return true;
            case PointType.Boolean when value is bool flag:
                output.Write(flag ? "true"u8 : "false"u8);
                return true;
            case PointType.String when value is string:
                LineEscaping.WriteString(field.Text.Utf8, output);
                return true;
            default:
                return false;
        }
    }
}
