using System.Globalization;
using System.Text;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Turns filters into conditions whose values travel beside the text. A filter that could match more than was asked for is refused.</summary>
internal sealed class FilterConditions
{
    private readonly InfluxMeasurement _source;
    private readonly QueryLanguage _language;
    private readonly Dictionary<string, object?> _parameters = [];
    private readonly List<string> _conditions = [];

    public FilterConditions(InfluxMeasurement source, IEnumerable<ColumnFilter> filters, QueryLanguage language)
    {
        _source = source;
        _language = language;
        foreach (ColumnFilter filter in filters)
        {
            _conditions.Add(Condition(filter));
        }
    }

    /// <summary>One for each filter.</summary>
    public IReadOnlyList<string> Conditions => _conditions;

    /// <summary>The values by placeholder; null when there are none.</summary>
    public IReadOnlyDictionary<string, object?>? Parameters => _parameters.Count > 0 ? _parameters : null;

    private string Condition(ColumnFilter filter)
    {
        if (filter.Column == "time")
        {
            throw Invalid(filter, "A range of time is given with -Start and -Stop, not with -Where.");
        }

        InfluxField? field = _source.FindField(filter.Column);
        if (field is null && !_source.HasTag(filter.Column))
        {
            throw ColumnErrors.NoColumn(_source, filter.Column);
        }

        if (filter.Values.Count == 0)
        {
            throw Invalid(filter, $"The filter on '{filter.Column}' has no value.");
        }

        string column = _language == QueryLanguage.Sql ? SqlText.Name(filter.Column) : InfluxQlText.Name(filter.Column);
        string[] choices = [.. filter.Values.Select(value => Choice(filter, field, column, value))];
        return choices.Length == 1 ? choices[0] : $"({string.Join(" OR ", choices)})";
    }

    private string Choice(ColumnFilter filter, InfluxField? field, string column, object? value)
    {
        // An empty tag can't be stored (wire reference 5.2): it means the same as no tag.
        if (value is null || (field is null && value is ""))
        {
            return _language == QueryLanguage.Sql
                ? $"{column} IS NULL"
                : throw Invalid(filter, $"InfluxQL has no condition for rows without '{filter.Column}'; use SQL.");
        }

        string name = string.Create(CultureInfo.InvariantCulture, $"p{_parameters.Count + 1}");
        _parameters.Add(name, Convert(filter, field?.Type ?? PointType.String, value));
        return $"{column} = ${name}";
    }

    private static object Convert(ColumnFilter filter, PointType type, object value)
    {
        try
        {
            return type switch
            {
                PointType.Float => System.Convert.ToDouble(value, CultureInfo.InvariantCulture) is var number && double.IsFinite(number)
                ? number
                : throw new FormatException(),
                PointType.Integer => Whole(value, text => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)),
                PointType.Unsigned => Whole(value, text => ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)),
                PointType.Boolean => value is bool flag ? flag : bool.Parse(Text(value)),
                PointType.String => Checked(filter, Text(value)),
                _ => throw new FormatException(),
            };
        }
        catch (Exception exception) when (exception is FormatException or InvalidCastException or OverflowException)
        {
            throw Invalid(filter, $"'{filter.Column}' holds {type} values; '{value}' is none.");
        }
    }

    // By its text: a fraction or a sign is refused, never rounded away.
    private static object Whole<T>(object value, Func<string, T> parse)
        where T : struct
        => value is bool ? throw new FormatException() : parse(value is double or float or decimal ? FractionFree(value) : Text(value));

    private static string FractionFree(object value)
        => System.Convert.ToDecimal(value, CultureInfo.InvariantCulture) is var number && decimal.Truncate(number) == number
            ? decimal.Truncate(number).ToString(CultureInfo.InvariantCulture)
            : throw new FormatException();

    private static string Text(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Checked(ColumnFilter filter, string text)
    {
        try
        {
            // Half a surrogate pair would be sent as another character, and that may be stored.
            _ = StrictUtf8.Encoding.GetByteCount(text);
            return text;
        }
        catch (EncoderFallbackException)
        {
            throw Invalid(filter, $"The value for '{filter.Column}' is no valid Unicode text.");
        }
    }

    private static InfluxException Invalid(ColumnFilter filter, string message) => new(InfluxErrorId.InvalidParameter, message) { Target = filter.Column };
}
