using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Points.Sorting;
using InfluxDownsample.Points.Objects;

namespace InfluxDownsample.Points;

/// <summary>Reads time and series of anything that can be sorted: rows of batches, points, objects with properties, dictionaries.</summary>
internal sealed class SortKeys
{
    private readonly string _timeColumn;
    private readonly string[]? _tagColumns;
    private readonly HashSet<string> _unseen;
    private PointSchema? _lastSchema;
    private RowKeys? _lastKeys;

    /// <param name="timeColumn">The name of the time column.</param>
    /// <param name="tagColumns">Columns that are tags besides those that the server marked; null when series do not matter.</param>
    public SortKeys(string timeColumn, string[]? tagColumns)
    {
        _timeColumn = timeColumn;
        _tagColumns = tagColumns is null ? null : [.. tagColumns.Order(StringComparer.Ordinal)];
        _unseen = [.. tagColumns ?? [], timeColumn];
    }

    /// <summary>The series seen so far.</summary>
    public SeriesTable Series { get; } = new();

    /// <summary>The rank of each series, or null when series do not matter.</summary>
    public int[]? SeriesRanks => _tagColumns is null ? null : Series.Ranks();

    /// <summary>A column that was asked for and that no input had; null when all were there.</summary>
    public string? MissingColumn => _unseen.FirstOrDefault();

    /// <summary>The reader for batches with these columns.</summary>
    /// <exception cref="InfluxException">They have no column with times of the wanted name.</exception>
    public RowKeys For(PointSchema schema)
    {
        if (schema != _lastSchema)
        {
            _lastKeys = new RowKeys(schema, _timeColumn, _tagColumns);
            _lastSchema = schema;
            _unseen.RemoveWhere(name => schema.IndexOf(name) >= 0);
        }

        return _lastKeys!;
    }

    /// <summary>The series of a row of a batch; 0 when series do not matter.</summary>
    public int SeriesOf(RowKeys keys, PointBatch batch, int row) => _tagColumns is null ? 0 : keys.Series(batch, row, Series);

    /// <summary>Reads the keys of a pipeline object.</summary>
    /// <exception cref="PointException">Its time cannot be understood.</exception>
    public (long? Time, int Series) Read(PSObject input)
    {
        if (input.BaseObject is not InfluxPoint point)
        {
            if (Property(input, _timeColumn) is { } time)
            {
                return (Time(time), SeriesOf(input, _tagColumns));
            }

            ObjectCopy.RefuseBatch(input);
            return (null, SeriesOf(input, _tagColumns));
        }

        RowKeys keys = For(point.Batch.Schema);
        return point.IsModified
            ? (Time(point.Read(point.Batch.Schema.IndexOf(_timeColumn)) is null ? null : point.GetNanoseconds(_timeColumn)), SeriesOf(input, TagsOf(point)))
            : (keys.Time(point.Batch, point.Row), SeriesOf(keys, point.Batch, point.Row));
    }

    private long? Time(object? value)
    {
        // Import-Csv gives an empty cell as an empty text.
        if (value is null or DBNull or string { Length: 0 })
        {
            return null;
        }

        // Files hold whole numbers as text.
        return ColumnValue.TryToNanoseconds(value, out long nanoseconds)
            || (value is string text && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out nanoseconds))
            ? nanoseconds
            : throw new PointException(new PointProblem(
                _timeColumn,
                $"'{ErrorText.Quote(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")}' is not written as a time.",
                "Rows are sorted by a DateTime, ISO 8601 text such as 2026-01-31T12:00:00Z, or a whole number."));
    }

    private int SeriesOf(PSObject input, IReadOnlyList<string>? tags)
    {
        if (tags is null)
        {
            return 0;
        }

        Series.Begin(Utf8(input.BaseObject is InfluxPoint { Batch.Schema: { Measurement: { } table } schema }
            && schema.IndexOf(PointSchema.MeasurementColumn) < 0
            ? table
            : Property(input, PointSchema.MeasurementColumn)));
        foreach (string tag in tags)
        {
            Series.AddTag(Utf8(tag), Utf8(Property(input, tag)));
        }

        return Series.End();
    }

    private string[]? TagsOf(InfluxPoint point)
        => _tagColumns is null ? null : [.. point.Batch.Schema.Columns
            .Where(column => column.Role == ColumnRole.Tag || _tagColumns.Contains(column.Name))
            .Select(column => column.Name)
            .Order(StringComparer.Ordinal)];

    private object? Property(PSObject input, string name)
    {
        object? value;
        if (input.BaseObject is IDictionary dictionary)
        {
            if (!dictionary.Contains(name))
            {
                return null;
            }

            value = dictionary[name];
        }
        else if (input.BaseObject is InfluxPoint point && point.Batch.Schema.IndexOf(name) is int ordinal and >= 0)
        {
            // Its property may be called otherwise.
            value = point.Read(ordinal);
        }
        else if (input.Properties[name] is { } property)
        {
            value = PropertyValue.Of(property);
        }
        else
        {
            return null;
        }

        _unseen.Remove(name);
        return value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
    }

    private static byte[] Utf8(object? value) => value is null or DBNull ? [] : Encoding.UTF8.GetBytes(Convert.ToString(value, CultureInfo.InvariantCulture)!);
}
