using System.Globalization;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.LineProtocol.Numbers;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Points.Objects;

/// <summary>What to say of a value that does not fit the type its column has for this call.</summary>
internal static class Misfit
{
    /// <param name="column">The column.</param>
    /// <param name="value">The value.</param>
    /// <param name="origin">What gave the column its type.</param>
    /// <param name="culture">In which culture numbers in text are written; null takes a decimal point.</param>
    public static PointException Of(PointColumn column, object value, TypeOrigin origin, CultureInfo? culture)
    {
        string shown = ErrorText.Quote(Convert.ToString(value, CultureInfo.InvariantCulture)!);
        return new PointException(new PointProblem(
            column.Name,
            $"the value '{shown}' does not fit the column's type, {FieldTypeNames.Of(column.Type)}, which {Origin(origin)}.",
            Cure(column, value, origin, culture)));
    }

    private static string Cure(PointColumn column, object value, TypeOrigin origin, CultureInfo? culture)
    {
        if (value is string text && column.Type is not (PointType.String or PointType.Boolean) && NumberText.FindCure(text, culture) is { } cure)
        {
            return cure;
        }

        PointType better = BetterType(column.Type, value, origin == TypeOrigin.FieldType);
        return origin == TypeOrigin.Target ? "Correct the value, or write the column under another name."
            : origin == TypeOrigin.FieldType && better == PointType.String ? "Correct the value, or leave it empty."
            : $"Say the type with -FieldType @{{ {ArgumentText.Of(column.Name)} = '{FieldTypeNames.Of(better)}' }}.";
    }

    private static string Origin(TypeOrigin origin) => origin switch
    {
        TypeOrigin.FieldType => "-FieldType names",
        TypeOrigin.Target => "the target has",
        _ => "the first rows decided",
    };

    // One that takes both the value and what the column holds: text does in any case.
    private static PointType BetterType(PointType column, object value, bool asked) => value switch
    {
        string text when column is PointType.Integer or PointType.Unsigned or PointType.Float && ExactNumber.TryToDouble(text, out _) => PointType.Float,
        double when column is PointType.Integer or PointType.Unsigned => PointType.Float,
        ulong when column is PointType.Integer => PointType.Unsigned,
        long when column is PointType.Unsigned && asked => PointType.Integer,
        _ => PointType.String,
    };
}
