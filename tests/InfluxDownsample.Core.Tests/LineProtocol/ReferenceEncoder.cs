using System.Globalization;
using System.Text;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Tests.LineProtocol;

/// <summary>Lines as the grammar says, written for reading and not for speed (wire reference 5.2, 5.3).</summary>
internal static class ReferenceEncoder
{
    /// <summary>The line of a row of plain values, or null when the row is none: no field left, or a tag that cannot be written.</summary>
    public static string? Line(string measurement, IReadOnlyList<PointColumn> columns, object?[] row)
    {
        var cells = columns.Zip(row, static (column, value) => (column.Name, column.Role, Value: value)).ToList();
        var tags = cells.Where(static cell => cell.Role == ColumnRole.Tag && cell.Value is not (null or "")).OrderBy(static cell => cell.Name, StringComparer.Ordinal).ToList();
        if (tags.Exists(static tag => !CanBeTag((string)tag.Value!)))
        {
            return null;
        }

        var fields = cells.Where(static cell => cell.Role == ColumnRole.Field && cell.Value is not (null or double.NaN or double.PositiveInfinity or double.NegativeInfinity)).ToList();
        if (fields.Count == 0)
        {
            return null;
        }

        var line = new StringBuilder(Escape(measurement, ", "));
        tags.ForEach(tag => line.Append(',').Append(Escape(tag.Name, ",= ")).Append('=').Append(Escape((string)tag.Value!, ",= ")));
        line.Append(' ').AppendJoin(',', fields.Select(static field => Escape(field.Name, ",= ") + "=" + Field(field.Value!)));
        return line.Append(' ').Append(((long)cells.Single(static cell => cell.Role == ColumnRole.Time).Value!).ToString(CultureInfo.InvariantCulture)).ToString();
    }

    private static string Field(object value) => value switch
    {
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        long number => number.ToString(CultureInfo.InvariantCulture) + "i",
        ulong number => number.ToString(CultureInfo.InvariantCulture) + "u",
        bool flag => flag ? "true" : "false",
        _ => "\"" + ((string)value).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"",
    };

    private static bool CanBeTag(string value) => !value.Contains('\n', StringComparison.Ordinal) && !value.Contains('\t', StringComparison.Ordinal) && !value.EndsWith('\\');

    private static string Escape(string name, string special)
        => string.Concat(name.Select(character => character == '\\' || special.Contains(character, StringComparison.Ordinal) ? "\\" + character : character.ToString()));
}
