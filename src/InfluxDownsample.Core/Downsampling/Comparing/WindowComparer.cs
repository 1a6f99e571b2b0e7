using System.Globalization;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Compares computed rows with stored ones, series by series. Integers, text and booleans are equal or not; floats are equal when they differ by a
/// ten-billionth or less, since a server that sums in parallel does not give the same last digits twice. Percentiles that a server estimates come out
/// differently each time (wire reference 3.2): they are equal within a hundredth of the larger one, whole numbers too. Not safe for use from several threads.
/// </summary>
internal sealed class WindowComparer
{
    /// <summary>How far two floats may be apart, as a part of the larger one.</summary>
    public const double FloatTolerance = 1e-10;

    /// <summary>How far two estimates may be apart, as a part of the larger one.</summary>
    public const double EstimateTolerance = 1e-2;

    private readonly PointSchema _points;
    private readonly string[] _fieldNames;
    private readonly bool[] _isEstimate;
    private SeriesColumns? _computed;
    private SeriesColumns? _stored;

    /// <param name="points">The schema of the job's points.</param>
    /// <param name="isEstimate">Whether a field holds estimates.</param>
    public WindowComparer(PointSchema points, Func<string, bool> isEstimate)
    {
        _points = points;
        _fieldNames = [.. points.Columns.Where(column => column.Role == ColumnRole.Field).Select(column => column.Name)];
        _isEstimate = [.. _fieldNames.Select(isEstimate)];
    }

    /// <summary>Compares one window.</summary>
    /// <param name="windowStart">Where it begins.</param>
    /// <param name="computed">What the source gives; empty when nothing.</param>
    /// <param name="stored">What the target holds; empty when nothing.</param>
    public WindowComparison Compare(long windowStart, IReadOnlyList<PointRow> computed, IReadOnlyList<PointRow> stored)
    {
        var comparison = new WindowComparison();
        if (stored.Count == 0)
        {
            foreach (PointRow row in computed)
            {
                if (HasField(row))
                {
                    comparison.Missing.Add(row);
                }
            }

            return comparison;
        }

        Dictionary<string, PointRow> known = new(stored.Count, StringComparer.Ordinal);
        foreach (PointRow row in stored)
        {
            known[Columns(ref _stored, row).KeyOf(row)] = row;
        }

        foreach (PointRow row in computed)
        {
            if (known.Remove(Columns(ref _computed, row).KeyOf(row), out PointRow match))
            {
                Compare(windowStart, row, match, comparison);
            }
            else if (HasField(row))
            {
                comparison.Missing.Add(row);
            }
        }

        comparison.Extra.AddRange(known.Values.Where(HasStoredField));
        return comparison;
    }

    /// <summary>The tags of a stored row, for people.</summary>
    public string DescribeStored(PointRow row) => Columns(ref _stored, row).Describe(row);

    /// <summary>The tags of a computed row by name; null where it has none.</summary>
    public IEnumerable<(string Name, string? Value)> TagsOf(PointRow computed) => Columns(ref _computed, computed).TagsOf(computed);

    /// <summary>A difference for each field that a computed row has and the stored row of its series lacks.</summary>
    public IEnumerable<FieldDifference> MissingFields(long windowStart, PointRow computed, IReadOnlyList<PointRow> stored)
    {
        string key = Columns(ref _computed, computed).KeyOf(computed);
        PointRow[] match = [.. stored.Where(row => Columns(ref _stored, row).KeyOf(row) == key)];
        return WholeRow(windowStart, computed, isStored: false)
            .Where(difference => match.Length == 0 || ValueOf(match[0], _stored!.Fields[Array.IndexOf(_fieldNames, difference.Field)]) is null);
    }

    /// <summary>A difference for each field that the row has.</summary>
    public IEnumerable<FieldDifference> WholeRow(long windowStart, PointRow row, bool isStored)
    {
        SeriesColumns columns = isStored ? Columns(ref _stored, row) : Columns(ref _computed, row);
        string series = columns.Describe(row);
        for (int field = 0; field < _fieldNames.Length; field++)
        {
            if (ValueOf(row, columns.Fields[field]) is { } value)
            {
                yield return new FieldDifference(windowStart, series, _fieldNames[field], isStored ? null : value, isStored ? value : null);
            }
        }
    }

    private void Compare(long windowStart, PointRow computed, PointRow stored, WindowComparison comparison)
    {
        List<FieldDifference>? differences = null;
        bool lacksField = false;
        for (int field = 0; field < _fieldNames.Length; field++)
        {
            object? expected = ValueOf(computed, _computed!.Fields[field]);
            object? actual = ValueOf(stored, _stored!.Fields[field]);
            if (AreEqual(expected, actual) || (_isEstimate[field] && AreNear(expected, actual)))
            {
                continue;
            }

            if (actual is null)
            {
                lacksField = true;
                continue;
            }

            differences ??= [];
            differences.Add(new FieldDifference(windowStart, _computed.Describe(computed), _fieldNames[field], expected, actual));
        }

        if (differences is not null)
        {
            comparison.Changed.Add(new WindowComparison.ChangedRow(computed, _computed!.Describe(computed), differences));
        }
        else if (lacksField)
        {
            comparison.Missing.Add(computed);
            FieldDifference[] missing = [.. MissingFields(windowStart, computed, [stored])];
            comparison.Incomplete.Add(new WindowComparison.ChangedRow(computed, _computed!.Describe(computed), missing));
        }
        else
        {
            comparison.Unchanged++;
        }
    }

    private bool HasField(PointRow row) => HasAny(row, Columns(ref _computed, row).Fields);

    private bool HasStoredField(PointRow row) => HasAny(row, Columns(ref _stored, row).Fields);

    // Of every row of a backfill, so without making an object of each value.
    private static bool HasAny(PointRow row, int[] ordinals)
    {
        foreach (int ordinal in ordinals)
        {
            if (ordinal >= 0 && !row.Batch.IsNull(row.Row, ordinal)
                && (row.Batch.Values(ordinal) is not WordValues words
                    || row.Batch.Schema.Columns[ordinal].Type != PointType.Float
                    || double.IsFinite(words.Double(row.Batch.StoredRow(row.Row)))))
            {
                return true;
            }
        }

        return false;
    }

    private SeriesColumns Columns(ref SeriesColumns? known, PointRow row)
    {
        if (known is null || !ReferenceEquals(known.Schema, row.Batch.Schema))
        {
            known = new SeriesColumns(row.Batch.Schema, _points);
        }

        return known;
    }

    // What cannot be stored counts as nothing.
    private static object? ValueOf(PointRow row, int ordinal)
        => ordinal < 0 ? null : row.Batch.GetValue(row.Row, ordinal) is var value && value is double number && !double.IsFinite(number) ? null : value;

    private static bool AreNear(object? expected, object? actual)
    {
        if (expected is not (double or long or ulong) || actual is not (double or long or ulong))
        {
            return false;
        }

        double left = Convert.ToDouble(expected, CultureInfo.InvariantCulture);
        double right = Convert.ToDouble(actual, CultureInfo.InvariantCulture);
        return Math.Abs(left - right) <= EstimateTolerance * Math.Max(Math.Abs(left), Math.Abs(right));
    }

    private static bool AreEqual(object? expected, object? actual)
        => expected is double left && actual is double right
            ? left.Equals(right) || Math.Abs(left - right) <= FloatTolerance * Math.Max(Math.Abs(left), Math.Abs(right))
            : Equals(expected, actual);
}
