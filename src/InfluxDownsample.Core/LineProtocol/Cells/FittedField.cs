using System.Globalization;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol.Numbers;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Core.LineProtocol.Cells;

/// <summary>
/// A field whose column the target has with another type or as a tag. What fits without loss is written as the target has it; for the rest the write ends
/// before it begins, unless good lines are to be stored without the others: then the server refuses the line.
/// </summary>
internal sealed class FittedField : CellWriter
{
    private readonly CellWriter? _converted;
    private readonly CellWriter _asItIs;
    private readonly PointType _type;
    private readonly TargetColumn _target;
    private readonly string _measurement;
    private readonly bool _acceptPartial;
    private readonly CultureInfo? _culture;
    private ColumnValues _values = new NullValues();

    /// <param name="column">The input's column.</param>
    /// <param name="ordinal">Its position.</param>
    /// <param name="prefix">The key as it stands before the value.</param>
    /// <param name="type">The type it would be written as.</param>
    /// <param name="target">What the target has.</param>
    /// <param name="measurement">The target.</param>
    /// <param name="options">Whether what does not fit is left to the server, and in which culture numbers in text are written.</param>
    public FittedField(PointColumn column, int ordinal, byte[] prefix, PointType type, TargetColumn target, string measurement, LineProtocolOptions options)
        : base(column.Name, ordinal, prefix)
    {
        _type = type;
        _target = target;
        _measurement = measurement;
        _acceptPartial = options.AcceptPartial;
        _culture = options.Culture;
        _asItIs = type == column.Type ? CellWriters.ForType(column.Name, ordinal, prefix, type)
            : new ConvertedField(column.Name, ordinal, prefix, type, options.Culture);
        _converted = Fits(type, target) ? new ConvertedField(column.Name, ordinal, prefix, target.Type, options.Culture) : null;
    }

    /// <summary>Whether values of a type may fit into a column of the target.</summary>
    public static bool Fits(PointType type, TargetColumn target) => !target.IsTag && (type, target.Type) switch
    {
        (PointType.Integer or PointType.Unsigned, PointType.Float) => true,
        (PointType.Integer, PointType.Unsigned) or (PointType.Unsigned, PointType.Integer) => true,
        (PointType.String, PointType.Integer or PointType.Unsigned or PointType.Float) => true,
        _ => false,
    };

    public override void Bind(ColumnValues values)
    {
        _values = values;
        _asItIs.Bind(values);
        _converted?.Bind(values);
    }

    public override CellResult Write(int row, LineBuffer output)
    {
        // A missing number of a CSV file is an empty text.
        if (_values.IsNull(row) || (_converted is not null && _values is TextValues text && text.Utf8(row).IsEmpty))
        {
            return CellResult.Absent;
        }

        if (_converted?.Write(row, output) is { } done && done != CellResult.Invalid)
        {
            return done;
        }

        if (!_acceptPartial)
        {
            throw Conflict(Name, _type, _values.Get(row), _target, _measurement, _culture);
        }

        CellResult result = _asItIs.Write(row, output);
        Problem = _asItIs.Problem;
        return result;
    }

    /// <summary>The failure that a value does not fit the target.</summary>
    public static InfluxException Conflict(string name, PointType type, object? value, TargetColumn target, string measurement, CultureInfo? culture = null)
    {
        string cure = target.IsTag ? $"Write it as a tag with -TagColumn {ArgumentText.Of(name)}, or under another name."
            : value is string text && target.Type is not (PointType.String or PointType.Boolean) && NumberText.FindCure(text, culture) is { } numbers ? numbers
            : type == PointType.Null ? "Leave it out of -TagColumn, name it with -FieldColumn where the source has it as a tag, or write it under another name."
            : value is not null && !CanBe(value, target.Type) ? "Correct or round its values, or write it under another name."
            : $"Convert it where {(type == PointType.Float ? "all its values are whole numbers" : "that is right")}, with "
                + $"-FieldType @{{ {ArgumentText.Of(name)} = '{FieldTypeNames.Of(target.Type)}' }}, or write it under another name.";
        return new InfluxException(InfluxErrorId.SchemaConflict, $"{Describe(name, type, value, target, measurement)} {cure}") { Target = name };
    }

    /// <summary>What does not fit, in a sentence.</summary>
    public static string Describe(string name, PointType type, object? value, TargetColumn target, string measurement)
    {
        string shown = value is null ? "" : $" ('{ErrorText.Quote(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")}')";
        string stored = target.IsTag ? "a tag" : $"a field of type {FieldTypeNames.Of(target.Type)}";
        string given = type == PointType.Null ? "a tag" : $"a field of type {FieldTypeNames.Of(type)}";
        return $"Column '{name}' of measurement '{ErrorText.Quote(measurement)}' is {stored}; the input has {given}{shown}.";
    }

    // Whether -FieldType would take this value; others of the column may be another matter.
    private static bool CanBe(object value, PointType type) => type switch
    {
        PointType.Integer => ExactNumber.TryToInt64(value, out _),
        PointType.Unsigned => ExactNumber.TryToUInt64(value, out _),
        PointType.Float => ExactNumber.TryToDouble(value, out _),
        PointType.Boolean => value is bool || (value is string text && bool.TryParse(text, out _)),
        _ => true,
    };
}
