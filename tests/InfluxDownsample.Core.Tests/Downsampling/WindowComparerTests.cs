using CsCheck;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Points;
using Xunit;

namespace InfluxDownsample.Core.Tests.Downsampling;

public class WindowComparerTests
{
    private static readonly PointSchema s_points = new(
        [
            new PointColumn("time", PointType.Timestamp, ColumnRole.Time, true),
            new PointColumn("room", PointType.String, ColumnRole.Tag, true),
            new PointColumn("floor", PointType.String, ColumnRole.Tag, true),
            new PointColumn("f", PointType.Float, ColumnRole.Field, true),
            new PointColumn("i", PointType.Integer, ColumnRole.Field, true),
            new PointColumn("s", PointType.String, ColumnRole.Field, true),
        ],
        null);

    [Theory]
    [InlineData(1.0, 1.0, true)]
    [InlineData(0.1, 0.1 + 1e-17, true)]
    [InlineData(1.0, 1.00000000005, true)]
    [InlineData(1.0, 1.000000001, false)]
    [InlineData(1e300, -1e300, false)]
    [InlineData(0.0, -0.0, true)]
    [InlineData(0.0, 1e-300, false)]
    public void Floats_are_equal_to_a_ten_billionth(double computed, double stored, bool equal)
    {
        WindowComparison found = Compare([("a", null, computed, 1, "x")], [("a", null, stored, 1, "x")]);

        Assert.Equal((equal ? 1 : 0, equal ? 0 : 1), (found.Unchanged, found.Changed.Count));
    }

    [Fact]
    public void Integers_and_text_are_equal_or_not()
    {
        WindowComparison found = Compare([("a", null, 1, long.MaxValue, "x")], [("a", null, 1, long.MaxValue - 1, "X")]);

        Assert.Equal(
            [new FieldDifference(5, "room=a", "i", long.MaxValue, long.MaxValue - 1), new FieldDifference(5, "room=a", "s", "x", "X")],
            Assert.Single(found.Changed).Differences);
    }

    [Fact]
    public void A_field_that_the_target_lacks_is_missing_and_one_that_the_source_lacks_is_a_change()
    {
        Assert.Single(Compare([("a", null, 1, 2, "x")], [("a", null, 1, null, null)]).Missing);
        Assert.Single(Compare([("a", null, 1, null, null)], [("a", null, 1, 2, null)]).Changed);
    }

    [Fact]
    public void What_cannot_be_stored_is_nothing()
    {
        WindowComparison found = Compare([("a", null, double.NaN, 1, null), ("b", null, double.PositiveInfinity, null, null)], [("a", null, null, 1, null)]);

        Assert.Equal((1, 0, 0), (found.Unchanged, found.Missing.Count, found.Changed.Count));
    }

    [Fact]
    public void Series_are_told_apart_by_all_tags_and_an_empty_tag_is_none()
    {
        WindowComparison found = Compare(
            [("a", "b", 1, null, null), ("ab", "", 2, null, null), ("", "ab", 3, null, null)],
            [("ab", null, 2, null, null), (null, "ab", 3, null, null), ("a", "c", 9, null, null)]);

        Assert.Equal((2, 1, 1), (found.Unchanged, found.Missing.Count, found.Extra.Count));
    }

    [Fact]
    public void A_window_compared_with_itself_is_unchanged_in_any_order()
        => Gen.Select(Gen.String[0, 3], Gen.String[0, 3], Gen.Double, Gen.Long, Gen.String).Array[0, 20].Select(Gen.Int).Sample((rows, seed) =>
        {
            (string?, string?, double?, long?, string?)[] window = [.. rows.DistinctBy(row => (row.Item1, row.Item2)).Select(row => ((string?)row.Item1, (string?)row.Item2, (double?)row.Item3, (long?)row.Item4, (string?)row.Item5))];
            (string?, string?, double?, long?, string?)[] shuffled = [.. window];
            new Random(seed).Shuffle(shuffled);

            WindowComparison found = Compare(window, shuffled);

            Assert.Equal((window.Length, 0, 0, 0), (found.Unchanged, found.Missing.Count, found.Changed.Count, found.Extra.Count));
        });

    [Theory]
    [InlineData(100.0, 100.9, 1000L, 1009L, true)]
    [InlineData(100.0, 101.2, 1000L, 1009L, false)]
    [InlineData(100.0, 100.9, 1000L, 1011L, false)]
    [InlineData(-3.0, -3.0, 4L, 5L, false)]
    [InlineData(-3.0, -3.0, 0L, 1L, false)]
    public void Estimates_are_equal_within_a_hundredth(double computed, double stored, long whole, long storedWhole, bool equal)
    {
        WindowComparison found = new WindowComparer(s_points, static _ => true).Compare(5, Rows([(null, null, computed, whole, "x")]), Rows([(null, null, stored, storedWhole, "x")]));

        Assert.Equal(equal ? (1, 0) : (0, 1), (found.Unchanged, found.Changed.Count));
    }

    private static WindowComparison Compare((string?, string?, double?, long?, string?)[] computed, (string?, string?, double?, long?, string?)[] stored)
        => new WindowComparer(s_points, static _ => false).Compare(5, Rows(computed), Rows(stored));

    private static List<PointRow> Rows((string? Room, string? Floor, double? F, long? I, string? S)[] rows)
    {
        var builder = new PointBatchBuilder(s_points, rows.Length);
        foreach ((string? room, string? floor, double? f, long? i, string? s) in rows)
        {
            builder.Column(0).AddWord(5);
            Text(1, room);
            Text(2, floor);
            Word(3, f is { } real ? BitConverter.DoubleToInt64Bits(real) : null);
            Word(4, i);
            Text(5, s);
            builder.EndRow();
        }

        PointBatch batch = builder.Build();
        return [.. Enumerable.Range(0, batch.RowCount).Select(row => new PointRow(batch, row))];

        void Text(int column, string? value)
        {
            if (value is null)
            {
                builder.Column(column).AddNull();
            }
            else
            {
                builder.Column(column).AddText(value);
            }
        }

        void Word(int column, long? value)
        {
            if (value is { } word)
            {
                builder.Column(column).AddWord(word);
            }
            else
            {
                builder.Column(column).AddNull();
            }
        }
    }
}
