using System.Text;
using CsCheck;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Points.Sorting;
using Xunit;

namespace InfluxDownsample.Core.Tests.Points;

/// <summary>Sorting keys and numbering series, against slow and plain ways to do the same.</summary>
public class RowOrderTests
{
    private static readonly Gen<(long? Time, int Series)[]> s_rows =
        Gen.Select(Gen.OneOf(Gen.Long[-3, 3].Select(time => (long?)time), OneOf<long?>(null, UnixNanoseconds.MinValue, UnixNanoseconds.MaxValue)), Gen.Int[0, 3]).Array[0, 60];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void By_time_rows_are_in_the_order_of_a_stable_sort(bool descending) => s_rows.Sample(rows =>
    {
        var byTime = rows.Select((row, position) => (row, position)).OrderBy(item => item.row.Time is null);
        int[] expected = [.. (descending ? byTime.ThenByDescending(item => item.row.Time) : byTime.ThenBy(item => item.row.Time)).Select(item => item.position)];

        Assert.Equal(expected, Sort(rows, descending, ranks: null));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void By_series_rows_are_in_the_order_of_a_stable_sort(bool descending) => s_rows.Sample(rows =>
    {
        int[] ranks = [2, 0, 3, 1];
        var items = rows.Select((row, position) => (row, position));
        int[] expected = [.. (descending
            ? items.OrderByDescending(item => ranks[item.row.Series]).ThenBy(item => item.row.Time is null).ThenByDescending(item => item.row.Time)
            : items.OrderBy(item => ranks[item.row.Series]).ThenBy(item => item.row.Time is null).ThenBy(item => item.row.Time)).Select(item => item.position)];

        Assert.Equal(expected, Sort(rows, descending, ranks));
    });

    [Fact]
    public void The_order_across_runs_is_the_order_within_one() => Gen.Select(s_rows, Gen.Bool, Gen.Bool).Sample((rows, descending, bySeries) =>
    {
        int[]? ranks = bySeries ? [2, 0, 3, 1] : null;
        SortKey[] keys = [.. rows.Select((row, position) => new SortKey(row.Time, row.Series, position))];
        Array.Sort(keys, SortKey.Comparer(ranks, descending));

        Assert.Equal(Sort(rows, descending, ranks), keys.Select(key => (int)key.Sequence));
    });

    [Fact]
    public void Rows_that_arrive_in_order_need_no_positions()
    {
        var order = new RowOrder(descending: false);
        order.Add(1, 0);
        order.Add(1, 0);
        order.Add(2, 0);
        order.Add(null, 0);

        Assert.Null(order.Sort(null));
        order.Clear();
        order.Add(2, 0);
        order.Add(1, 0);
        Assert.Equal([1, 0], order.Sort(null)!);
    }

    [Fact]
    public void Series_are_the_same_when_table_and_tags_are()
        => Gen.Select(OneOf("m", "n", ""), OneOf("", "a", "a\0", "a\u0001", "b", "ü"), OneOf("", "a", "\0a", "b\0"))
            .Array[1, 400].Sample(series =>
            {
                var table = new SeriesTable();
                int[] numbers = [.. series.Select(one => Number(table, one.Item1, one.Item2, one.Item3))];

                for (int left = 0; left < series.Length; left++)
                {
                    int same = Array.IndexOf(series, series[left]);
                    Assert.Equal(numbers[same], numbers[left]);
                    Assert.DoesNotContain(series.Zip(numbers), other => other.Second == numbers[left] && other.First != series[left]);
                }
            });

    [Fact]
    public void Many_series_are_told_apart_and_ranked_by_name()
    {
        var table = new SeriesTable();
        int[] numbers = [.. Enumerable.Range(0, 5000).Select(host => Number(table, "m", $"host{4999 - host:D4}", ""))];

        Assert.Equal(Enumerable.Range(0, 5000), numbers);
        Assert.Equal(Enumerable.Range(0, 5000).Reverse(), table.Ranks());
        Assert.Equal(17, Number(table, "m", "host4982", ""));
    }

    [Fact]
    public void A_tag_without_a_value_sorts_before_one_with()
    {
        var table = new SeriesTable();
        Number(table, "m", "a", "x");
        Number(table, "m", "a", "");
        Number(table, "a", "b", "x");

        Assert.Equal([2, 1, 0], table.Ranks());
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static int[] Sort((long? Time, int Series)[] rows, bool descending, int[]? ranks)
    {
        var order = new RowOrder(descending);
        foreach ((long? time, int series) in rows)
        {
            order.Add(time, ranks is null ? 0 : series);
        }

        return order.Sort(ranks) ?? [.. Enumerable.Range(0, rows.Length)];
    }

    private static int Number(SeriesTable table, string measurement, string room, string floor)
    {
        table.Begin(Encoding.UTF8.GetBytes(measurement));
        table.AddTag("room"u8, Encoding.UTF8.GetBytes(room));
        table.AddTag("zone"u8, Encoding.UTF8.GetBytes(floor));
        return table.End();
    }
}
