using System.Globalization;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Ranges;

/// <summary>
/// Makes the queries of a range. Columns are named, so that every piece has the same ones; rows are ordered by time and then by all tags, which tell
/// the rows of one time apart, so that the same rows always come in the same order.
/// </summary>
internal sealed class PointRangeQuery
{
    private readonly InfluxMeasurement _measurement;
    private readonly FilterConditions _filters;
    private readonly string _columns;
    private readonly string _order;

    /// <exception cref="Errors.InfluxException">
    /// <see cref="Errors.InfluxErrorId.ColumnNotFound"/>: no such field, tag or filter; <see cref="Errors.InfluxErrorId.InvalidParameter"/>: a value that
    /// does not fit.
    /// </exception>
    public PointRangeQuery(PointRange range)
    {
        _measurement = range.Measurement;
        _filters = new FilterConditions(_measurement, range.Filters, QueryLanguage.Sql);
        IEnumerable<string> names = _measurement.Tags.Concat(Pick(_measurement, range.Fields));
        _columns = string.Join(", ", names.Select(SqlText.Name).Prepend("time"));
        // By position: time is the first column, the tags come next.
        _order = string.Join(", ", Enumerable.Range(2, _measurement.Tags.Count)
            .Select(position => position.ToString(CultureInfo.InvariantCulture)).Prepend(range.IsDescending ? "1 DESC" : "1"));
    }

    /// <summary>Conditions on other columns than time.</summary>
    public IReadOnlyList<string> Conditions => _filters.Conditions;

    /// <summary>The values of placeholders in <see cref="Conditions"/>.</summary>
    public IReadOnlyDictionary<string, object?>? Parameters => _filters.Parameters;

    /// <summary>The query for a piece.</summary>
    /// <param name="piece">From when to when.</param>
    /// <param name="rows">How many rows at most; null for all.</param>
    public InfluxQuery Of(Window piece, long? rows)
    {
        IEnumerable<string> conditions = Conditions.Prepend($"time < {SqlText.Time(piece.End)}").Prepend($"time >= {SqlText.Time(piece.Start)}");
        string limit = rows is { } most ? string.Create(CultureInfo.InvariantCulture, $"\nLIMIT {most}") : "";
        return new InfluxQuery
        {
            Text = $"SELECT {_columns}\nFROM {SqlText.Name(_measurement.Name)}\nWHERE {string.Join(" AND ", conditions)}\nORDER BY {_order}{limit}",
            Parameters = Parameters,
            Tags = _measurement.Tags,
            Measurement = _measurement.Name,
        };
    }

    private static IEnumerable<string> Pick(InfluxMeasurement measurement, IReadOnlyList<NamePattern>? wanted)
    {
        if (wanted?.FirstOrDefault(pattern => !measurement.Fields.Any(field => pattern.Matches(field.Name))) is { } missing)
        {
            throw ColumnErrors.NoField(measurement, missing.Text);
        }

        return measurement.Fields.Select(field => field.Name).Where(name => wanted is null || wanted.Any(pattern => pattern.Matches(name)));
    }
}
