using System.Globalization;
using System.Numerics;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.LineProtocol.Numbers;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Makes a job's points of the rows its query gives: refuses integers that do not fit, takes counts whose sum cannot be stored out, converts the fields that
/// are to have another type, leaves out points of too few raw rows, and moves the time to the end of the window where that was asked for.
/// </summary>
internal sealed class PointShape
{
    private readonly IReadOnlyList<DownsampleColumn> _columns;
    private readonly DownsampleColumn[] _results;
    private readonly PointType[] _types;
    private readonly long _minimumSamples;
    private readonly string[] _estimates;

    // Counts beside the sum of the same field, by ordinal.
    private readonly (int Count, int Sum)[] _rollups;

    /// <param name="columns">The columns of the query.</param>
    /// <param name="fieldTypes">The types of target columns that are not the computed ones.</param>
    /// <param name="minimumSamples">The fewest raw rows that make a point.</param>
    /// <param name="exactPercentiles">Whether the server's percentiles are exact.</param>
    /// <exception cref="InfluxException">
    /// <see cref="InfluxErrorId.ColumnNotFound"/>, <see cref="InfluxErrorId.InvalidParameter"/>: a type for no column, or one its values can't have.
    /// </exception>
    public PointShape(IReadOnlyList<DownsampleColumn> columns, IReadOnlyDictionary<string, PointType> fieldTypes, long minimumSamples, bool exactPercentiles)
    {
        _columns = columns;
        _minimumSamples = minimumSamples;
        _results = [.. columns.Where(column => column.IsResult)];
        _estimates = exactPercentiles ? [] : [.. _results.Where(column => column.Function?.Kind == AggregateKind.Percentile).Select(column => column.Name)];
        foreach (string name in fieldTypes.Keys)
        {
            if (!Array.Exists(_results, column => column.Role == ColumnRole.Field && (column.Name == name || column.Source!.Name == name)))
            {
                throw new InfluxException(InfluxErrorId.ColumnNotFound, $"-FieldType names '{name}', which is no column of the result.") { Target = name };
            }
        }

        _types = [.. _results.Select(column => TypeOf(column, fieldTypes))];
        _rollups = [.. Ordinals(AggregateKind.Count)
            .Select(count => (count, Sum: SumOf(_results[count].Source)))
            .Where(pair => pair.Sum >= 0 && _results[pair.Sum].Type == PointType.Float && _types[pair.Sum] == PointType.Float)];
        Schema = new PointSchema(
            [.. _results.Select((column, ordinal) => new PointColumn(column.Name, _types[ordinal], column.Role, RoleFromServer: true))], measurement: null);
    }

    /// <summary>The columns of the points: time, tags, fields.</summary>
    public PointSchema Schema { get; }

    /// <summary>Points left out so far because they had too few raw rows.</summary>
    public long TooFewSamples { get; private set; }

    /// <summary>The fields whose values the server only estimates: percentiles, where it has no exact ones.</summary>
    public IReadOnlyList<string> Estimates => _estimates;

    /// <summary>Whether the server only estimates the values of a field.</summary>
    public bool IsEstimate(string field) => _estimates.Contains(field, StringComparer.Ordinal);

    /// <summary>Makes points of rows.</summary>
    /// <param name="batch">Rows of the query.</param>
    /// <param name="shift">How far the time of a point lies behind the start of its window, in nanoseconds.</param>
    /// <exception cref="InfluxException">
    /// <see cref="InfluxErrorId.Overflow"/>, <see cref="InfluxErrorId.PointInvalid"/>, <see cref="InfluxErrorId.QueryRejected"/>.
    /// </exception>
    public PointBatch Shape(PointBatch batch, long shift)
    {
        var values = new ColumnValues[_results.Length];
        int[]? enough = _minimumSamples > 1 ? WithEnoughSamples(batch) : null;
        for (int ordinal = 0; ordinal < values.Length; ordinal++)
        {
            DownsampleColumn column = _results[ordinal];
            int source = SourceOf(batch, column);
            PointType type = batch.Schema.Columns[source].Type;
            values[ordinal] = column.Role == ColumnRole.Time && shift != 0 ? Shifted((WordValues)batch.Values(source), batch.RowCount, shift)
                : type == _types[ordinal] || type == PointType.Null ? batch.Values(source)
                : Converted(batch, source, column, _types[ordinal], enough);
        }

        foreach ((int count, int sum) in _rollups)
        {
            values[count] = CountsOfFiniteSums(values[count], values[sum], _types[count], batch.RowCount);
        }

        var points = new PointBatch(Schema, values, batch.RowCount);
        TooFewSamples += batch.RowCount - (enough?.Length ?? batch.RowCount);
        return enough is null || enough.Length == batch.RowCount ? points : points.SelectRows(enough);
    }

    private static int SourceOf(PointBatch batch, DownsampleColumn column)
    {
        int ordinal = OrdinalOf(batch, column.Name);
        PointType type = batch.Schema.Columns[ordinal].Type;
        bool isWhole = type is PointType.Integer or PointType.Unsigned or PointType.Decimal;
        return type == column.Type || type == PointType.Null || (isWhole && SourceField.IsNumeric(column.Type))
            ? ordinal
            : throw new InfluxException(InfluxErrorId.QueryRejected, $"The server gives column '{column.Name}' as {type}, where {column.Type} was expected.")
            {
                Target = column.Name,
            };
    }

    // A sum that is not finite is left out of the point. With its count alone, the mean of the next tier would be wrong and look right.
    private static ColumnValues CountsOfFiniteSums(ColumnValues counts, ColumnValues sums, PointType type, int rows)
    {
        if (sums is not WordValues words || !HasNonFinite(words, rows))
        {
            return counts;
        }

        var builder = new ColumnBuilder(type, rows);
        for (int row = 0; row < rows; row++)
        {
            if (words.IsNull(row) || double.IsFinite(words.Double(row)))
            {
                builder.AddFrom(counts, row);
            }
            else
            {
                builder.AddNull();
            }
        }

        return builder.Build();
    }

    private static bool HasNonFinite(WordValues values, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            if (!values.IsNull(row) && !double.IsFinite(values.Double(row)))
            {
                return true;
            }
        }

        return false;
    }

    private int SumOf(SourceField? field) => Array.FindIndex(_results, column => column.Function?.Kind == AggregateKind.Sum && column.Source == field);

    private IEnumerable<int> Ordinals(AggregateKind kind) => Enumerable.Range(0, _results.Length).Where(ordinal => _results[ordinal].Function?.Kind == kind);

    private int[] WithEnoughSamples(PointBatch batch)
    {
        int[] counts = [.. _columns.Where(column => column.IsSampleCount).Select(column => OrdinalOf(batch, column.Name))];
        return [.. Enumerable.Range(0, batch.RowCount).Where(row => Array.Exists(counts, count => batch.GetValue(row, count) switch
        {
            null => false,
            long samples => samples >= _minimumSamples,
            // No number of rows needs as many bits.
            _ => true,
        }))];
    }

    private static WordValues Shifted(WordValues times, int rows, long shift)
    {
        var builder = new WordBuilder(PointType.Timestamp, rows);
        for (int row = 0; row < rows; row++)
        {
            builder.Add(times.Int64(row) + shift);
        }

        return builder.Build();
    }

    private static ColumnValues Converted(PointBatch batch, int source, DownsampleColumn column, PointType type, int[]? enough)
    {
        var builder = new ColumnBuilder(type, batch.RowCount);
        for (int row = 0; row < batch.RowCount; row++)
        {
            object? value = batch.GetValue(row, source);
            if (value is null || (type is PointType.Integer or PointType.Unsigned && value is double number && !double.IsFinite(number)))
            {
                builder.AddNull();
            }
            else if (enough is not null && Array.BinarySearch(enough, row) < 0)
            {
                // It becomes no point, so it need not fit.
                builder.AddNull();
            }
            else if (!TryAdd(builder, type, value))
            {
                throw NoFit(column, type, value, batch.GetNanoseconds(row, 0));
            }
        }

        return builder.Build();
    }

    private static InfluxException NoFit(DownsampleColumn column, PointType type, object value, long window)
    {
        string said = string.Create(
            CultureInfo.InvariantCulture,
            $"'{column.Name}' is {value} in the window at {TimeText.Format(window)}, which does not fit {FieldTypeNames.Of(type)}");
        return type != column.Type
            ? new InfluxException(InfluxErrorId.PointInvalid, said + ".") { Target = column.Name }
            : new InfluxException(InfluxErrorId.Overflow, $"The {column.Function} {said} of 64 bits.")
            {
                Target = column.Name,
                Advice = $"Write it as a float (-FieldType @{{ {ArgumentText.Of(column.Name)} = 'float' }}), or use shorter windows.",
            };
    }

    private static bool TryAdd(ColumnBuilder builder, PointType type, object value)
    {
        // Asked for, so done: to the nearest, ties to even.
        object whole = value is double real ? Math.Round(real, MidpointRounding.ToEven) + 0.0 : value;
        switch (type)
        {
            case PointType.Float:
                double converted = value is BigInteger large ? (double)large : Convert.ToDouble(value, CultureInfo.InvariantCulture);
                builder.AddWord(BitConverter.DoubleToInt64Bits(converted));
                return true;
            case PointType.Integer when ExactNumber.TryToInt64(whole, out long integer):
                builder.AddWord(integer);
                return true;
            case PointType.Unsigned when ExactNumber.TryToUInt64(whole, out ulong unsigned):
                builder.AddWord((long)unsigned);
                return true;
            case PointType.String:
                builder.AddText(value switch
                {
                    bool flag => flag ? "true" : "false",
                    double number => number.ToString("R", CultureInfo.InvariantCulture),
                    IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
                    _ => value.ToString()!,
                });
                return true;
            default:
                return false;
        }
    }

    private static PointType TypeOf(DownsampleColumn column, IReadOnlyDictionary<string, PointType> fieldTypes)
    {
        if (column.Role != ColumnRole.Field
            || !(fieldTypes.TryGetValue(column.Name, out PointType type) || fieldTypes.TryGetValue(column.Source!.Name, out type)))
        {
            return column.Type;
        }

        bool isNumber = column.Type is PointType.Float or PointType.Integer or PointType.Unsigned;
        return type == column.Type || type == PointType.String || (isNumber && type is PointType.Float or PointType.Integer or PointType.Unsigned)
            ? type
            : throw new InfluxException(
                InfluxErrorId.InvalidParameter,
                $"-FieldType makes '{column.Name}', which is {FieldTypeNames.Of(column.Type)}, {FieldTypeNames.Of(type)}; that cannot be.")
            {
                Target = column.Name,
                Advice = isNumber ? "Numbers are written as float, integer, unsigned or string." : "What is no number is written as it is, or as string.",
            };
    }

    private static int OrdinalOf(PointBatch batch, string name)
        => batch.Schema.IndexOf(name) is var ordinal && ordinal >= 0
            ? ordinal
            : throw new InfluxException(InfluxErrorId.QueryRejected, $"The server's answer lacks the column '{name}'.") { Target = name };
}
