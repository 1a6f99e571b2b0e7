using System.Globalization;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol.Numbers;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Core.LineProtocol.Cells;

/// <summary>A field that is written as another type than its column's because the user said so. A value that would change is refused.</summary>
internal sealed class ConvertedField : CellWriter
{
    private readonly PointType _type;
    private readonly CultureInfo? _culture;
    private readonly CellWriter _writer;
    private ColumnValues _values = new NullValues();

    /// <param name="name">The column's name.</param>
    /// <param name="ordinal">Its position.</param>
    /// <param name="prefix">The key as it stands before the value.</param>
    /// <param name="type">The type it is written as.</param>
    /// <param name="culture">In which culture numbers in text are written; null takes a decimal point.</param>
    public ConvertedField(string name, int ordinal, byte[] prefix, PointType type, CultureInfo? culture)
        : base(name, ordinal, prefix)
    {
        _type = type;
        _culture = culture;
        _writer = CellWriters.ForType(name, ordinal, prefix, type);
    }

    public override void Bind(ColumnValues values) => _values = values;

    public override CellResult Write(int row, LineBuffer output)
    {
        object? value = _values is WordValues words && _values.Get(row) is DateTime ? words.Int64(row) : _values.Get(row);
        if (value is null)
        {
            return CellResult.Absent;
        }

        var builder = new ColumnBuilder(_type, 1);
        if (!TryAdd(builder, value is string text && _type is PointType.Float or PointType.Integer or PointType.Unsigned ? NumberText.WithPoint(text, _culture)
            : value))
        {
            return Refuse(string.Create(CultureInfo.InvariantCulture, $"The value {Show(value)} is not exactly representable as {FieldTypeNames.Of(_type)}."));
        }

        _writer.Bind(builder.Build());
        CellResult result = _writer.Write(0, output);
        Problem = _writer.Problem;
        return result;
    }

    private bool TryAdd(ColumnBuilder builder, object value)
    {
        switch (_type)
        {
            case PointType.Float when ExactNumber.TryToDouble(value, out double number):
                builder.AddWord(BitConverter.DoubleToInt64Bits(number));
                return true;
            case PointType.Integer when ExactNumber.TryToInt64(value, out long integer):
                builder.AddWord(integer);
                return true;
            case PointType.Unsigned when ExactNumber.TryToUInt64(value, out ulong unsigned):
                builder.AddWord((long)unsigned);
                return true;
            case PointType.Boolean when TryToBoolean(value, out bool boolean):
                builder.AddBoolean(boolean);
                return true;
            case PointType.String:
                builder.AddText(Text(value));
                return true;
            default:
                return false;
        }
    }

    private static bool TryToBoolean(object value, out bool boolean)
    {
        boolean = value is true or "true" or "True" or "TRUE";
        return value is bool || boolean || value is "false" or "False" or "FALSE";
    }

    private static string Text(object value) => value switch
    {
        true => "true",
        false => "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Show(object value) => value is string text ? $"'{ErrorText.Quote(text)}'" : Text(value);
}
