using System.Globalization;
using System.Text;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Core.LineProtocol.Cells;

/// <summary>A tag from a column of numbers or booleans that the user named as one: tags are text, so the value's text it is.</summary>
internal sealed class PlainTag(string name, int ordinal, byte[] prefix) : CellWriter(name, ordinal, prefix)
{
    private ColumnValues _values = new NullValues();

    public override void Bind(ColumnValues values) => _values = values;

    public override CellResult Write(int row, LineBuffer output)
    {
        object? value = _values.Get(row);
        string text = value switch
        {
            null => "",
            true => "true",
            false => "false",
            DateTime => TimeText.Format(((WordValues)_values).Int64(row)),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
        if (text.Length == 0)
        {
            return CellResult.Absent;
        }

        output.Write(Prefix);
        string? problem = LineEscaping.WriteTagValue(Encoding.UTF8.GetBytes(text), output);
        return problem is null ? CellResult.Written : Refuse(problem);
    }
}
